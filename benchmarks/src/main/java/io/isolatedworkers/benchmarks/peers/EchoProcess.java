package io.isolatedworkers.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The other process of a peer that has no way of its own to start one. It gets an
 * address, or chooses one, and prints it when it listens; it ends when its standard input
 * does.
 *
 * @param process the process
 * @param address where it listens
 */
record EchoProcess(Process process, String address) implements AutoCloseable {

	private static final AtomicInteger NUMBER = new AtomicInteger();

	/** How long a process may take to end by itself. */
	private static final int GRACE_SECONDS = 5;

	/** Starts a class with the libraries of this process and waits until it listens. */
	static EchoProcess start(Class<?> main, String... arguments) throws IOException {
		Process process = new ProcessBuilder(ChildJvm.command(System.getProperty("java.class.path"),
				System.getProperty("java.io.tmpdir"), main, arguments))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		BufferedReader output = process.inputReader();
		String address = output.readLine();
		if (address == null) {
			throw new IOException("%s ended before it listened".formatted(main.getName()));
		}
		return new EchoProcess(process, address);
	}

	/** A path for a socket. */
	static Path socket() {
		return Path.of(System.getProperty("java.io.tmpdir"),
				"echo-%d-%d.sock".formatted(ProcessHandle.current().pid(), NUMBER.incrementAndGet()));
	}

	@Override
	public void close() throws IOException, InterruptedException {
		this.process.getOutputStream().close();
		if (!this.process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
			this.process.destroyForcibly().waitFor();
		}
	}

}
