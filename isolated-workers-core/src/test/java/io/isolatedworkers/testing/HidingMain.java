package io.isolatedworkers.testing;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A worker of version 1 that goes into hiding at the first message: it closes its
 * connection and its socket, and lives on.
 */
public final class HidingMain {

	private HidingMain() {
	}

	public static void main(String... arguments) throws Exception {
		Path socket = Path.of(System.getenv("ISOLATED_WORKERS_SOCKET_PATH"));
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(socket));
			try (SocketChannel host = server.accept()) {
				host.read(ByteBuffer.allocate(1));
				Files.delete(socket);
			}
		}
		new CountDownLatch(1).await(2, TimeUnit.MINUTES);
	}

}
