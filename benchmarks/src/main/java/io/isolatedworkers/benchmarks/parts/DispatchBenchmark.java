package io.isolatedworkers.benchmarks.parts;

import java.util.concurrent.TimeUnit;

import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a pool adds to a client: the same as {@link RequestBenchmark} without pending
 * requests, through pools of several sizes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DispatchBenchmark {

	/** How many workers the pool has. */
	@Param({ "1", "16", "256" })
	public int size;

	private @Nullable WorkerPool pool;

	/** Starts the pool. */
	@Setup
	public void start() {
		this.pool = WorkerPool.builder("mirrors", new MirrorDriver(), MirrorDriver.OPTIONS)
			.options(PoolOptions.defaults().withSize(this.size))
			.start();
	}

	/** Closes the pool. */
	@TearDown
	public void close() {
		pool().close();
	}

	/**
	 * Sends a request.
	 * @return the answer
	 */
	@Benchmark
	public String request() {
		return pool().send(MirrorDriver.ANSWERED, "request").join();
	}

	private WorkerPool pool() {
		if (this.pool == null) {
			throw new IllegalStateException("The pool was not started");
		}
		return this.pool;
	}

}
