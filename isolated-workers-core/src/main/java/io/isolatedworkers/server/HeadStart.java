package io.isolatedworkers.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;

import io.isolatedworkers.driver.LibraryThreads;

/**
 * Has the JVM load what a socket needs on a thread of its own, while the main thread of a
 * worker's process reads its start-up data and makes its handlers.
 */
final class HeadStart implements Runnable {

	private HeadStart() {
	}

	static void begin() {
		LibraryThreads.newThread(LibraryThreads.root(), new HeadStart(), "isolated-workers-head-start", 0, null)
			.start();
	}

	@Override
	public void run() {
		try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
				Selector selector = channel.provider().openSelector()) {
			channel.configureBlocking(false);
			channel.register(selector, SelectionKey.OP_ACCEPT);
			selector.selectNow();
		}
		catch (IOException | UnsupportedOperationException ex) {
			// told when the worker's own socket meets the same
		}
	}

}
