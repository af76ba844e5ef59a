package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

import io.isolatedworkers.benchmarks.profile.Recorder;
import io.isolatedworkers.benchmarks.profile.Side;
import io.isolatedworkers.benchmarks.profile.ThreadTimes;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.serializer.JsonSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Runs this library in one workload, records both processes meanwhile and prints where
 * the time goes.
 */
final class ProfileRun {

	private static final String SHORT = "x".repeat(100);

	private static final int IN_FLIGHT = 100;

	/** Long enough that the compiler is done. */
	private static final Duration WARM_UP = Duration.ofSeconds(4);

	private static final MessageType<String, Long> STOP = MessageType.of("stop", String.class, Long.class);

	private static final MessageType<Void, Long> RECORD = MessageType.of("record", Void.class, Long.class);

	private final Worker worker;

	private final Session session;

	private final Workload workload;

	private ProfileRun(Worker worker, Workload workload) {
		this.worker = worker;
		this.session = new Library(worker);
		this.workload = workload;
	}

	/**
	 * Profiles.
	 * @param arguments the workload, the milliseconds to record, and the directory for
	 * the recordings
	 */
	public static void main(String... arguments) {
		ParentProcess.endWithIt();
		int code = 1;
		ChildProcessOptions process = ChildProcessOptions
			.builder(WorkerCommand.contract(RecordedEcho.class, RecordedEchoWorker.class))
			.jvm(JvmOptions.builder().arguments(ChildJvm.OPTIONS).build())
			.build();
		WorkerOptions options = WorkerOptions.builder().serializer(new JsonSerializer()).build();
		try (Worker worker = Workers.start(process, options)) {
			new ProfileRun(worker, Workload.ofLabel(arguments[0]).orElseThrow())
				.profile(Duration.ofMillis(Long.parseLong(arguments[1])), Path.of(arguments[2]));
			code = 0;
		}
		catch (Exception | LinkageError ex) {
			ex.printStackTrace();
		}
		System.exit(code);
	}

	private void profile(Duration measured, Path directory) throws Exception {
		long self = ProcessHandle.current().pid();
		long other = this.worker.pid().orElseThrow();
		run((measured.compareTo(WARM_UP) < 0) ? measured : WARM_UP);

		Path ownFile = directory.resolve(this.workload.label() + "-host.jfr");
		Path otherFile = directory.resolve(this.workload.label() + "-worker.jfr");
		Recorder recorder = Recorder.start();
		this.worker.send(RECORD, null).join();
		ThreadTimes ownBefore = ThreadTimes.of(self);
		ThreadTimes otherBefore = ThreadTimes.of(other);
		long start = System.nanoTime();
		long requests = run(measured);
		double seconds = (System.nanoTime() - start) / 1e9;
		Side host = new Side("host", ThreadTimes.of(self).since(ownBefore), ownFile);
		Side worker = new Side("worker", ThreadTimes.of(other).since(otherBefore), otherFile);
		recorder.stop(ownFile);
		this.worker.send(STOP, otherFile.toString()).join();

		System.out.printf(Locale.ROOT, "%s: %,d requests in %.1f s, %.2f µs each, %,.0f a second%n",
				this.workload.label(), requests, seconds, seconds * 1e6 / requests, requests / seconds);
		host.print(System.out, requests, seconds);
		worker.print(System.out, requests, seconds);
	}

	/** Returns how many requests were answered. */
	private long run(Duration duration) throws Exception {
		long start = System.nanoTime();
		if (this.workload == Workload.RATE_100) {
			double rate = this.session.rate(InFlight.EACH_ANSWER, SHORT, IN_FLIGHT, duration);
			return Math.round(rate * (System.nanoTime() - start) / 1e9);
		}
		long requests = 0;
		do {
			this.session.text(SHORT);
			requests++;
		}
		while (System.nanoTime() - start < duration.toNanos());
		return requests;
	}

	/** What the worker does. */
	interface RecordedEcho {

		Text text(Text text);

		long record();

		long stop(String file);

	}

	/** The worker. */
	static final class RecordedEchoWorker implements RecordedEcho {

		private @Nullable Recorder recorder;

		@Override
		public Text text(Text text) {
			return text;
		}

		@Override
		public synchronized long record() {
			try {
				this.recorder = Recorder.start();
				return 0;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		@Override
		public synchronized long stop(String file) {
			try {
				if (this.recorder != null) {
					this.recorder.stop(Path.of(file));
				}
				return 0;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

}
