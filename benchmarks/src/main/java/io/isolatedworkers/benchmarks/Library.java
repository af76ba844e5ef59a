package io.isolatedworkers.benchmarks;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.Serializer;

/**
 * This library: one worker process, used as its documentation says.
 */
final class Library implements Peer {

	private static final MessageType<Text, Text> TEXT = MessageType.of("text", Text.class, Text.class);

	private static final MessageType<byte[], byte[]> BYTES = MessageType.of("bytes", byte[].class, byte[].class);

	private final String name;

	private final Class<? extends Serializer> serializer;

	private final Set<Workload> workloads;

	private Library(String name, Class<? extends Serializer> serializer, Set<Workload> workloads) {
		this.name = name;
		this.serializer = serializer;
		this.workloads = workloads;
	}

	static Library json() {
		Set<Workload> all = EnumSet.allOf(Workload.class);
		all.remove(Workload.RATE_100_CBOR);
		return new Library("isolated-workers", JsonSerializer.class, all);
	}

	static Library cbor() {
		return new Library("isolated-workers-cbor", CborSerializer.class, EnumSet.of(Workload.RATE_100_CBOR));
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Set<Workload> workloads() {
		return this.workloads;
	}

	@Override
	public Session open() throws ReflectiveOperationException {
		ChildProcessOptions process = ChildProcessOptions.builder(WorkerCommand.contract(Echo.class, EchoImpl.class))
			.jvm(JvmOptions.builder().arguments(ChildJvm.OPTIONS).build())
			.build();
		WorkerOptions options = WorkerOptions.builder()
			.serializer(this.serializer.getDeclaredConstructor().newInstance())
			.logLevel(LogLevel.WARN)
			.build();
		return new LibrarySession(Workers.start(process, options));
	}

	/** The payload of the round trip: a record with one field. */
	record Text(String text) {

	}

	/** What the worker does. */
	interface Echo {

		Text text(Text text);

		byte[] bytes(byte[] bytes);

	}

	/** The worker. */
	static final class EchoImpl implements Echo {

		@Override
		public Text text(Text text) {
			return text;
		}

		@Override
		public byte[] bytes(byte[] bytes) {
			return bytes;
		}

	}

	private record LibrarySession(Worker worker) implements Session {

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
		public long pid() {
			return this.worker.pid().orElseThrow();
		}

		@Override
		public void close() {
			this.worker.close();
		}

	}

}
