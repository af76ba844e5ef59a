package io.isolatedworkers.benchmarks.peers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.ClassDataArchives;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.serializer.JsonSerializer;

/**
 * This library: one worker process that serves a contract, called by its messages.
 *
 * @param worker the worker
 */
record Library(Worker worker) implements Session {

	private static final MessageType<Text, Text> TEXT = MessageType.of("text", Text.class, Text.class);

	private static final MessageType<byte[], byte[]> BYTES = MessageType.of("bytes", byte[].class, byte[].class);

	private static final Duration ARCHIVE_LIMIT = Duration.ofMinutes(2);

	private static final MessageType<Text, Text> UNANSWERED = MessageType.of("unanswered", Text.class, Text.class);

	static Library open(Workload workload) {
		WorkerCommand command = WorkerCommand.contract(Echo.class, EchoWorker.class);
		// The start is that of a user who sets nothing
		ChildProcessOptions process = (workload == Workload.FIRST) ? ChildProcessOptions.of(command)
				: ChildProcessOptions.builder(command)
					.jvm(JvmOptions.builder().arguments(ChildJvm.OPTIONS).build())
					.build();
		return new Library(Workers.start(process,
				WorkerOptions.builder()
					.serializer((workload == Workload.RATE_100_CBOR) ? new CborSerializer() : new JsonSerializer())
					.build()));
	}

	@Override
	public String text(String text) {
		return this.worker.send(TEXT, new Text(text)).join().text();
	}

	@Override
	public CompletableFuture<?> later(String text) {
		return this.worker.send(TEXT, new Text(text));
	}

	@Override
	public byte[] bytes(byte[] bytes) {
		return this.worker.send(BYTES, bytes).join();
	}

	@Override
	public void unanswered(String text) {
		this.worker.send(UNANSWERED, new Text(text));
	}

	@Override
	public long pid() {
		return this.worker.pid().orElseThrow();
	}

	@Override
	public void close() throws InterruptedException {
		this.worker.close();
		// Made once; not beside what is measured next
		ClassDataArchives.await(ARCHIVE_LIMIT);
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
