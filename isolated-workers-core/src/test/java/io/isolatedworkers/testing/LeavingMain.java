package io.isolatedworkers.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.WorkerOwner;
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
		Owner owner = new Owner();
		Worker worker = Workers.start(
				ShortLived.options(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class)),
				WorkerOptions.builder().owner(arguments[0].startsWith("owner") ? owner : null).build());
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
			case "owner-never-closes" -> {
				worker.send(SLEEP, 600_000L);
				System.exit(0);
			}
			case "owner-closes-slowly" -> {
				CompletableFuture<String> answer = worker.send(SLEEP, 5_000L);
				Runtime.getRuntime().addShutdownHook(new Thread(() -> {
					owner.closing.set(true);
					print(answer.handle((result, failure) -> (failure != null) ? failure.toString() : result).join());
					worker.close();
					owner.closed.set(true);
				}));
				System.exit(0);
			}
			case "owner-forgets" -> {
				owner.closing.set(true);
				owner.closed.set(true);
				worker.send(SLEEP, 600_000L);
				System.exit(0);
			}
			default -> throw new IllegalArgumentException(arguments[0]);
		}
	}

	/** Slowly, as what depends on an answer may be. */
	private static void print(String text) {
		LockSupport.parkNanos(200_000_000);
		System.out.println(text);
	}

	private static final class Owner implements WorkerOwner {

		private final AtomicBoolean closing = new AtomicBoolean();

		private final AtomicBoolean closed = new AtomicBoolean();

		@Override
		public boolean isClosing() {
			return this.closing.get();
		}

		@Override
		public boolean isClosed() {
			return this.closed.get();
		}

	}

}
