package io.isolatedworkers.benchmarks.parts;

import java.util.concurrent.TimeUnit;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
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
 * What a client itself costs, beside many requests that are not answered: its worker
 * answers in the same thread, without bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestBenchmark {

	/** How many requests are pending. */
	@Param({ "0", "1000", "100000" })
	public int pending;

	private Worker worker = start();

	private static Worker start() {
		return Workers.start(new MirrorDriver(), MirrorDriver.OPTIONS, WorkerOptions.defaults());
	}

	/** Sends what stays pending. */
	@Setup
	public void prepare() {
		for (int i = 0; i < this.pending; i++) {
			this.worker.send(MirrorDriver.UNANSWERED, "pending");
		}
	}

	/** Ends the worker. */
	@TearDown
	public void close() {
		this.worker.close();
	}

	/**
	 * Sends a request that is answered.
	 * @return the answer
	 */
	@Benchmark
	public String request() {
		return this.worker.send(MirrorDriver.ANSWERED, "request").join();
	}

}
