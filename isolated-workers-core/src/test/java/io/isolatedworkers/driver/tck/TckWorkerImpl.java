package io.isolatedworkers.driver.tck;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.isolatedworkers.driver.SharedBuffer;
import io.isolatedworkers.message.CodedError;
import io.isolatedworkers.server.WorkerContext;

/**
 * The worker of the {@link WorkerDriverTck}.
 */
public class TckWorkerImpl implements TckWorker {

	private final Thread maker = Thread.currentThread();

	private final Map<String, Integer> workerData;

	private final AtomicInteger count = new AtomicInteger();

	private final AtomicInteger blocked = new AtomicInteger();

	private final AtomicInteger interrupted = new AtomicInteger();

	public TckWorkerImpl() {
		this(Map.of());
	}

	public TckWorkerImpl(Map<String, Integer> workerData) {
		this.workerData = workerData;
	}

	@Override
	public String echo(String text) {
		return text;
	}

	@Override
	public List<Person> birthday(List<Person> people) {
		return people.stream().map((person) -> new Person(person.name(), person.age() + 1, person.children())).toList();
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
	public String text(int characters) {
		return "x".repeat(characters);
	}

	@Override
	public void nothing() {
	}

	@Override
	public int count() {
		return this.count.incrementAndGet();
	}

	@Override
	public String fail(String message) {
		throw new TckException(message);
	}

	@Override
	public String block() {
		this.blocked.incrementAndGet();
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			this.interrupted.incrementAndGet();
		}
		finally {
			this.blocked.decrementAndGet();
		}
		return "interrupted";
	}

	@Override
	public int blocked() {
		return this.blocked.get();
	}

	@Override
	public int interrupted() {
		return this.interrupted.get();
	}

	@Override
	public int report(int steps) {
		for (int i = 0; i < steps; i++) {
			WorkerContext.current().progress(new Step(i));
		}
		return steps;
	}

	@Override
	public Map<String, String> meta() {
		return WorkerContext.current().meta();
	}

	@Override
	public boolean knowsDeadline() {
		return WorkerContext.current().timeLeft() != null;
	}

	@Override
	public Map<String, Integer> workerData() {
		return this.workerData;
	}

	@Override
	public SharedBuffer increment(SharedBuffer buffer) {
		for (int i = 0; i < buffer.size(); i++) {
			buffer.view().put(i, (byte) (buffer.view().get(i) + 1));
		}
		return buffer;
	}

	@Override
	public void halt() {
		Runtime.getRuntime().halt(3);
	}

	@Override
	public void interruptMaker() {
		this.maker.interrupt();
	}

	/**
	 * A worker that cannot be made.
	 */
	public static class Failing extends TckWorkerImpl {

		public Failing() {
			throw new IllegalStateException("the ink is dry");
		}

	}

	/**
	 * A worker whose making goes on until it is interrupted.
	 */
	public static class NeverReady extends TckWorkerImpl {

		public NeverReady() {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("interrupted while it was made", ex);
			}
		}

	}

	/**
	 * What {@link TckWorker#fail} throws.
	 */
	public static class TckException extends RuntimeException implements CodedError {

		private static final long serialVersionUID = 1L;

		public TckException(String message) {
			super(message);
		}

		@Override
		public String code() {
			return "TCK";
		}

	}

}
