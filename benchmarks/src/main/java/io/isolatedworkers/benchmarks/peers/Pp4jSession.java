package io.isolatedworkers.benchmarks.peers;

import java.io.Serializable;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import net.viktorc.pp4j.api.JavaProcessExecutorService;
import net.viktorc.pp4j.api.JavaProcessOptions;
import net.viktorc.pp4j.impl.JavaProcessPoolExecutor;

/**
 * pp4j: a pool of one Java process. It lets one choose the heap of its processes, no
 * other option.
 */
final class Pp4jSession implements Session {

	private final JavaProcessExecutorService pool;

	private final BlockingCalls calls = new BlockingCalls();

	private Pp4jSession(JavaProcessExecutorService pool) {
		this.pool = pool;
	}

	static Pp4jSession open() throws InterruptedException {
		return new Pp4jSession(new JavaProcessPoolExecutor(new Options(), 1, 1, 0, null, false));
	}

	@Override
	public String text(String text) throws InterruptedException, ExecutionException {
		return this.pool.submit(new Echo<>(new Text(text))).get().text();
	}

	@Override
	public CompletableFuture<?> later(String text) {
		return this.calls.later(() -> text(text));
	}

	@Override
	public byte[] bytes(byte[] bytes) throws InterruptedException, ExecutionException {
		return this.pool.submit(new Echo<>(bytes)).get();
	}

	@Override
	public long pid() {
		return ProcessHandle.current().children().findFirst().orElseThrow().pid();
	}

	@Override
	public void close() throws InterruptedException {
		this.calls.close();
		this.pool.shutdown();
		this.pool.awaitTermination(5, TimeUnit.SECONDS);
	}

	/** The task, as it travels. */
	private record Echo<T>(T value) implements Callable<T>, Serializable {

		@Override
		public T call() {
			return this.value;
		}

	}

	/** As large a heap as all other processes have. */
	private static final class Options implements JavaProcessOptions {

		@Override
		public int getMaxHeapSizeMb() {
			return ChildJvm.MAX_HEAP_MEGABYTES;
		}

	}

}
