package io.isolatedworkers.server;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

import io.isolatedworkers.driver.LibraryThreads;

/**
 * Has the JVM load what a socket needs on threads of its own, while the main thread of a
 * worker's process reads its start-up data and makes its handlers.
 */
final class HeadStart {

	/** What the JDK's Unix sockets name those by that get no name. */
	private static final String RANDOM = "NativePRNGNonBlocking";

	private HeadStart() {
	}

	static void begin() {
		// The longest first: to have a random, the JDK reads its settings of security
		begin("random", new Runnable() {

			@Override
			public void run() {
				loadRandom();
			}

		});
		begin("socket", new Runnable() {

			@Override
			public void run() {
				loadSocket();
			}

		});
	}

	private static void begin(String part, Runnable task) {
		LibraryThreads.newThread(LibraryThreads.root(), task, "isolated-workers-head-start-" + part, 0, null).start();
	}

	private static void loadRandom() {
		try {
			SecureRandom.getInstance(RANDOM);
		}
		catch (NoSuchAlgorithmException | RuntimeException ex) {
			// not on this system, or told when a socket meets the same
		}
	}

	private static void loadSocket() {
		// A socket of the internet has no random to wait for, and most else in common
		load(StandardProtocolFamily.INET);
		load(StandardProtocolFamily.UNIX);
	}

	private static void load(ProtocolFamily family) {
		try (ServerSocketChannel channel = ServerSocketChannel.open(family);
				Selector selector = channel.provider().openSelector()) {
			channel.configureBlocking(false);
			channel.register(selector, SelectionKey.OP_ACCEPT);
			selector.selectNow();
		}
		catch (IOException | UnsupportedOperationException ex) {
			// not to be had here, or told when the worker's own socket meets the same
		}
	}

}
