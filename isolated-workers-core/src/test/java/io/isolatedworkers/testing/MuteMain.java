package io.isolatedworkers.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.CountDownLatch;

/**
 * A worker that listens and answers nobody.
 */
public final class MuteMain {

	private MuteMain() {
	}

	public static void main(String... arguments) throws IOException, InterruptedException {
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(System.getenv("ISOLATED_WORKERS_SOCKET_PATH")));
			new CountDownLatch(1).await();
		}
	}

}
