package io.isolatedworkers.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.message.CodedError;

public class TestWorkerImpl implements TestWorker {

	private final AtomicInteger counter = new AtomicInteger();

	private volatile boolean interrupted;

	@Override
	public String echo(String text) {
		return text;
	}

	@Override
	public Person greet(Person person) {
		return new Person("Hello " + person.name(), person.age() + 1, person.children());
	}

	@Override
	public List<Person> family(List<Person> people) {
		return people.stream().map(this::greet).toList();
	}

	@Override
	public byte[] reverse(byte[] bytes) {
		byte[] reversed = new byte[bytes.length];
		for (int i = 0; i < bytes.length; i++) {
			reversed[i] = bytes[bytes.length - 1 - i];
		}
		return reversed;
	}

	@Override
	public CompletionStage<Integer> later(int value) {
		return CompletableFuture.supplyAsync(() -> value * 2);
	}

	@Override
	public void nothing(String ignored) {
		this.counter.incrementAndGet();
	}

	@Override
	public long pid() {
		return ProcessHandle.current().pid();
	}

	@Override
	public int count() {
		return this.counter.incrementAndGet();
	}

	@Override
	public String sleep(long millis) {
		try {
			TimeUnit.MILLISECONDS.sleep(millis);
			return "slept";
		}
		catch (InterruptedException ex) {
			this.interrupted = true;
			return "interrupted";
		}
	}

	@Override
	public boolean wasInterrupted() {
		return this.interrupted;
	}

	@Override
	public String ignoreInterrupts(long millis) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
		while (System.nanoTime() < end) {
			LockSupport.parkNanos(1_000_000);
			Thread.interrupted();
		}
		return "done";
	}

	@Override
	public String fail(String message) {
		throw new PaintException(message, new IllegalStateException("the brush is broken"));
	}

	@Override
	public String exit(int code) {
		System.err.println("about to exit with " + code);
		Runtime.getRuntime().halt(code);
		return "unreachable";
	}

	@Override
	public String exitUnlessExists(String path) {
		try {
			Files.createFile(Path.of(path));
			Runtime.getRuntime().halt(1);
			return "unreachable";
		}
		catch (FileAlreadyExistsException ex) {
			return "survived";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String eatMemory(int megabytes) {
		List<byte[]> eaten = new ArrayList<>();
		for (int i = 0; i < megabytes; i++) {
			eaten.add(new byte[1024 * 1024]);
		}
		return "ate " + eaten.size();
	}

	@Override
	public String environment(String name) {
		return Objects.requireNonNullElse(System.getenv(name), "");
	}

	@Override
	public String property(String name) {
		return System.getProperty(name, "");
	}

	@Override
	public long maxHeap() {
		return Runtime.getRuntime().maxMemory();
	}

	@Override
	public String large(int characters) {
		return "x".repeat(characters);
	}

	@Override
	public Object unserializable() {
		return new Object() {
			@SuppressWarnings("unused")
			public String getBroken() {
				throw new IllegalStateException("cannot be read");
			}
		};
	}

	static final class PaintException extends RuntimeException implements CodedError {

		private static final long serialVersionUID = 1L;

		PaintException(String message, Throwable cause) {
			super(message, cause);
		}

		@Override
		public String code() {
			return "PAINT";
		}

	}

}
