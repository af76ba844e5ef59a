package com.example.workers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs in the tests' worker processes.
 */
public class ImageWorkerImpl implements ImageWorker {

	/** Names a file; a worker that is started while it exists ends at once. */
	static final String BROKEN_FILE = "broken.file";

	public ImageWorkerImpl() {
		String file = System.getProperty(BROKEN_FILE);
		if (file != null && Files.exists(Path.of(file))) {
			throw new IllegalStateException("no paint left");
		}
	}

	@Override
	public String echo(String text) {
		return text;
	}

	@Override
	public long pid() {
		return ProcessHandle.current().pid();
	}

	@Override
	public String sleep(long millis) {
		try {
			return new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS) ? "woken" : "slept";
		}
		catch (InterruptedException ex) {
			return "interrupted";
		}
	}

	@Override
	public String exit(int code) {
		System.err.println("about to exit");
		Runtime.getRuntime().halt(code);
		return "unreachable";
	}

	@Override
	public String fail(String message) {
		throw new IllegalStateException(message);
	}

	@Override
	public String environment(String name) {
		return String.valueOf(System.getenv(name));
	}

	@Override
	public String systemProperty(String name) {
		return String.valueOf(System.getProperty(name));
	}

}
