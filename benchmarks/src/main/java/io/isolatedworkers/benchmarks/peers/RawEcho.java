package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Sends back what it reads over a blocking Unix domain socket. Does nothing else, so that
 * its start is that of a bare JVM.
 */
final class RawEcho {

	private RawEcho() {
	}

	/** Arguments: the socket, and how many bytes are read at a time. */
	public static void main(String... arguments) throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(arguments[0]));
			ParentProcess.endWithIt();
			System.out.println(arguments[0]);
			try (SocketChannel channel = server.accept()) {
				ByteBuffer buffer = ByteBuffer.allocateDirect(Integer.parseInt(arguments[1]));
				while (channel.read(buffer.clear()) >= 0) {
					buffer.flip();
					while (buffer.hasRemaining()) {
						channel.write(buffer);
					}
				}
			}
			catch (IOException ex) {
				// the other side is gone, and tells if that is wrong
			}
		}
	}

}
