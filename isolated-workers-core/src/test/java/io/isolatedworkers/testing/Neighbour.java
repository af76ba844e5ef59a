package io.isolatedworkers.testing;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.driver.SharedBuffer;

/**
 * A contract whose worker lives in the host's JVM.
 */
public interface Neighbour {

	/** Counts in a static field. */
	int count();

	/** The class loaders of a class of the worker, this library, Jackson and the JDK. */
	List<String> loaders();

	/** Adds one to the first byte and answers the buffer. */
	SharedBuffer increment(SharedBuffer buffer);

	/** Paints into the canvas and answers it. */
	Canvas paint(Canvas canvas);

	/** Runs a thread of its own, and answers what is known about it. */
	List<String> thread();

	int recurse(int depth);

	/** Ignores interrupts until the first byte is set. */
	String stuckUntil(SharedBuffer released);

	/** Throws in a thread of its own. */
	String throwElsewhere() throws InterruptedException;

	/** Answers the canvas that is the worker data. */
	Canvas given();

	record Canvas(int[] pixels) {

	}

	/** Holds a buffer, which has no copy. */
	record Folder(SharedBuffer content) {

	}

	/**
	 * The worker.
	 */
	final class Impl implements Neighbour {

		private static final AtomicInteger COUNTER = new AtomicInteger();

		private final Canvas given;

		public Impl() {
			this(new Canvas(new int[0]));
		}

		public Impl(Canvas given) {
			this.given = given;
		}

		@Override
		public Canvas given() {
			return this.given;
		}

		@Override
		public int count() {
			return COUNTER.incrementAndGet();
		}

		@Override
		public List<String> loaders() {
			return List.of(String.valueOf(Impl.class.getClassLoader()),
					String.valueOf(SharedBuffer.class.getClassLoader()),
					String.valueOf(tools.jackson.databind.ObjectMapper.class.getClassLoader()),
					String.valueOf(List.class.getClassLoader()));
		}

		@Override
		public SharedBuffer increment(SharedBuffer buffer) {
			buffer.view().put(0, (byte) (buffer.view().get(0) + 1));
			return buffer;
		}

		@Override
		public Canvas paint(Canvas canvas) {
			canvas.pixels()[0] = 7;
			return canvas;
		}

		@Override
		public List<String> thread() {
			Thread current = Thread.currentThread();
			return List.of(current.getName(), current.getThreadGroup().getName(), String.valueOf(current.isDaemon()),
					String.valueOf(current.getContextClassLoader()));
		}

		@Override
		public int recurse(int depth) {
			return (depth == 0) ? 0 : 1 + recurse(depth - 1);
		}

		@Override
		public String stuckUntil(SharedBuffer released) {
			while (released.view().get(0) == 0) {
				LockSupport.parkNanos(1_000_000);
				Thread.interrupted();
			}
			return "released";
		}

		@Override
		public String throwElsewhere() throws InterruptedException {
			Thread thread = new Thread(() -> {
				throw new IllegalStateException("elsewhere");
			}, "elsewhere");
			thread.start();
			thread.join();
			return thread.getThreadGroup() + "";
		}

	}

}
