package com.example.workers;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * A worker that listens, and hangs up on whoever connects.
 */
public final class RudeWorker {

	private RudeWorker() {
	}

	public static void main(String... arguments) throws Exception {
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(System.getenv("ISOLATED_WORKERS_SOCKET_PATH")));
			while (true) {
				server.accept().close();
			}
		}
	}

}
