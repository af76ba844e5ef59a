package io.isolatedworkers.testing;

import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;

/**
 * A host whose main method returns, with an open worker or without. What it prints before
 * is the worker's pid.
 */
public final class LeavingMain {

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	private LeavingMain() {
	}

	public static void main(String... arguments) {
		Worker worker = Workers.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class));
		System.out.println(worker.pid().getAsLong());
		switch (arguments[0]) {
			case "pending" -> worker.send(SLEEP, 1_000L).thenAccept(LeavingMain::print);
			case "idle" -> print(worker.contract(TestWorker.class).echo("idle"));
			case "closed" -> {
				worker.send(SLEEP, 600_000L).exceptionally((failure) -> {
					print(failure.getMessage());
					return "";
				});
				worker.close();
			}
			default -> throw new IllegalArgumentException(arguments[0]);
		}
	}

	/** Slowly, as what depends on an answer may be. */
	private static void print(String text) {
		LockSupport.parkNanos(200_000_000);
		System.out.println(text);
	}

}
