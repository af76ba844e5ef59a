package io.isolatedworkers.chaos;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;

/**
 * A worker with handlers that are quick, slow, large, failing and stubborn.
 */
public final class ChaosWorker {

	/** Answers what it is given. */
	public static final MessageType<byte[], byte[]> ECHO = MessageType.of("echo", byte[].class, byte[].class);

	/** Answers its payload after as many milliseconds. */
	public static final MessageType<Long, Long> SLEEP = MessageType.of("sleep", Long.class, Long.class);

	/** Reports numbers up to its payload, and answers it. */
	public static final MessageType<Integer, Integer> COUNT = MessageType.of("count", Integer.class, Integer.class);

	/** Fails with its payload. */
	public static final MessageType<String, String> FAIL = MessageType.of("fail", String.class, String.class);

	/** Takes as many milliseconds as its payload says, whoever interrupts it. */
	public static final MessageType<Long, Long> INSIST = MessageType.of("insist", Long.class, Long.class);

	private ChaosWorker() {
	}

	public static void main(String... arguments) {
		WorkerServer.start(Handlers.builder().on(ECHO, (bytes, context) -> bytes).on(SLEEP, (millis, context) -> {
			TimeUnit.MILLISECONDS.sleep(millis);
			return millis;
		}).on(COUNT, (goal, context) -> {
			for (int i = 0; i < goal; i++) {
				context.progress(i);
			}
			return goal;
		}).on(FAIL, (message, context) -> {
			throw new IllegalStateException(message);
		}).on(INSIST, (millis, context) -> {
			long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
			while (System.nanoTime() - end < 0) {
				LockSupport.parkNanos(1_000_000);
				Thread.interrupted();
			}
			return millis;
		}).build());
	}

}
