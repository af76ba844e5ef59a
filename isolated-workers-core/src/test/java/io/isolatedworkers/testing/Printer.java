package io.isolatedworkers.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A contract whose worker has something to close.
 */
public interface Printer {

	/** Names the file that is made when the worker is closed. */
	void useSign(String path);

	/** The worker. */
	final class Impl implements Printer, AutoCloseable {

		private volatile Path sign = Path.of("unused");

		@Override
		public void useSign(String path) {
			this.sign = Path.of(path);
		}

		@Override
		public void close() throws IOException {
			Files.createFile(this.sign);
		}

	}

}
