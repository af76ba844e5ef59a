package io.isolatedworkers.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Two connected Unix domain sockets, for tests.
 *
 * @param one one end
 * @param other the other end
 */
record SocketPair(SocketChannel one, SocketChannel other) implements AutoCloseable {

	static SocketPair open() {
		try {
			Path directory = Files.createTempDirectory("iw");
			Path path = directory.resolve("s");
			try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
				server.bind(UnixDomainSocketAddress.of(path));
				SocketChannel one = SocketChannel.open(UnixDomainSocketAddress.of(path));
				return new SocketPair(one, server.accept());
			}
			finally {
				Files.deleteIfExists(path);
				Files.delete(directory);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.one.close();
		this.other.close();
	}

}
