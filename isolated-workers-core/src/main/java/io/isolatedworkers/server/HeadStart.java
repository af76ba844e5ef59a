package io.isolatedworkers.server;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;

import io.isolatedworkers.driver.LibraryThreads;

/**
 * Has the JVM load what a socket needs on a thread of its own, while the main thread of a
 * worker's process reads its start-up data and makes its handlers.
 */
final class HeadStart implements Runnable {

	private static final String PROVIDER = "java.nio.channels.spi.SelectorProvider";

	/** The JDK's own on Linux. */
	private static final String OF_LINUX = "sun.nio.ch.EPollSelectorProvider";

	private HeadStart() {
	}

	static void begin() {
		LibraryThreads.newThread(LibraryThreads.root(), new HeadStart(), "isolated-workers-head-start", 0, null)
			.start();
	}

	@Override
	public void run() {
		chooseProvider();
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

	/**
	 * Names the provider of sockets, which the JDK would look for in each jar of the
	 * class path otherwise. Only while it chooses: what runs in the worker sees no
	 * difference.
	 */
	private static void chooseProvider() {
		if (System.getProperty(PROVIDER) != null || !isThere(OF_LINUX)) {
			return;
		}
		System.setProperty(PROVIDER, OF_LINUX);
		try {
			SelectorProvider.provider();
		}
		finally {
			System.clearProperty(PROVIDER);
		}
	}

	private static boolean isThere(String className) {
		try {
			Class.forName(className, false, null);
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

}
