package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerClient;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.ClassDataArchives;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.serializer.JsonSerializer;

/**
 * This library: one worker, in a process or a thread, or a pool of them, that serves a
 * contract, called by its messages.
 *
 * @param client the worker or pool
 */
record Library(WorkerClient client) implements Session {

	static final MessageType<Text, Text> TEXT = MessageType.of("text", Text.class, Text.class);

	private static final MessageType<byte[], byte[]> BYTES = MessageType.of("bytes", byte[].class, byte[].class);

	private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(2);

	private static final MessageType<Text, Text> UNANSWERED = MessageType.of("unanswered", Text.class, Text.class);

	static Library open(Workload workload, boolean lean) throws IOException, InterruptedException {
		if (workload == Workload.COLD_1000 || workload == Workload.MEMORY) {
			prime(workload, lean);
		}
		return start(workload, lean);
	}

	/** Texts and bytes are handed over as they are. */
	static Library inThread() {
		return new Library(thread());
	}

	/** Has the archive made in a process of its own, so that this one stays cold. */
	private static void prime(Workload workload, boolean lean) throws IOException, InterruptedException {
		new ProcessBuilder(ChildJvm.command(System.getProperty("java.class.path"), System.getProperty("java.io.tmpdir"),
				Primer.class, workload.label(), Boolean.toString(lean)))
			.inheritIO()
			.start()
			.waitFor();
	}

	private static Library start(Workload workload, boolean lean) {
		return new Library(switch (workload) {
			case THREADS -> thread();
			case POOL_1 -> pool(1);
			case POOL_16 -> pool(16);
			case POOL_256 -> pool(256);
			default -> process(workload, lean);
		});
	}

	private static Worker thread() {
		return Workers.start(new ThreadDriver(), threads(), WorkerOptions.defaults());
	}

	/** Payloads are handed over as they are. */
	private static ThreadOptions threads() {
		return ThreadOptions.contract(Echo.class, EchoWorker.class).shared(Text.class, byte[].class).build();
	}

	private static WorkerPool pool(int size) {
		return WorkerPool.builder("echo", new ThreadDriver(), threads())
			.options(PoolOptions.defaults().withSize(size))
			.start();
	}

	private static Worker process(Workload workload, boolean lean) {
		return Workers.start(options(workload, lean),
				WorkerOptions.builder()
					.serializer((workload == Workload.RATE_100_CBOR) ? new CborSerializer() : new JsonSerializer())
					.build());
	}

	static ChildProcessOptions options(Workload workload, boolean lean) {
		JvmOptions.Builder jvm = JvmOptions.builder().lean(lean);
		// The start is that of a user who sets nothing else
		if (workload != Workload.FIRST) {
			jvm.arguments(ChildJvm.OPTIONS);
		}
		return ChildProcessOptions.builder(WorkerCommand.contract(Echo.class, EchoWorker.class))
			.jvm(jvm.build())
			.build();
	}

	@Override
	public String text(String text) {
		return this.client.send(TEXT, new Text(text)).join().text();
	}

	@Override
	public CompletableFuture<?> later(String text) {
		return this.client.send(TEXT, new Text(text));
	}

	@Override
	public byte[] bytes(byte[] bytes) {
		return this.client.send(BYTES, bytes).join();
	}

	@Override
	public void unanswered(String text) {
		this.client.send(UNANSWERED, new Text(text));
	}

	@Override
	public long pid() {
		return ((Worker) this.client).pid().orElseThrow();
	}

	@Override
	public void close() throws InterruptedException {
		this.client.close();
		// Made once; not beside what is measured next
		ClassDataArchives.await(ARCHIVE_LIMIT);
	}

	/** Starts a worker once. */
	static final class Primer {

		private Primer() {
		}

		/** Arguments: the workload, and whether the worker is started with the preset. */
		public static void main(String... arguments) throws InterruptedException {
			start(Workload.ofLabel(arguments[0]).orElseThrow(), Boolean.parseBoolean(arguments[1])).close();
		}

	}

	/** What the worker does. */
	interface Echo {

		Text text(Text text);

		byte[] bytes(byte[] bytes);

		CompletionStage<Text> unanswered(Text text);

	}

	/** The worker. */
	static final class EchoWorker implements Echo {

		@Override
		public Text text(Text text) {
			return text;
		}

		@Override
		public byte[] bytes(byte[] bytes) {
			return bytes;
		}

		@Override
		public CompletionStage<Text> unanswered(Text text) {
			return new CompletableFuture<>();
		}

	}

}
