package io.isolatedworkers.testing;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.WorkerException;

/**
 * A host with callers that ask until their stack is used up. Exits with 0 if after each
 * of them somebody else is still answered. A stack that ends between the two halves of a
 * count leaves that count wrong, so this is nothing for a JVM with other tests in it.
 */
public final class DivingMain {

	private static final MessageType<String, String> ECHO = MessageType.of("echo", String.class, String.class);

	private static final int DIVES = 4;

	private static volatile boolean failed;

	private DivingMain() {
	}

	public static void main(String... arguments) throws InterruptedException {
		for (int i = 0; i < DIVES && !failed; i++) {
			try (Worker worker = ShortLived.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))) {
				Thread thread = new Thread(null, () -> start(worker), "diver", 256 * 1024 + 7 * 1024 * i);
				thread.start();
				thread.join();
				askAfter(worker);
			}
		}
		System.exit(failed ? 1 : 0);
	}

	private static void start(Worker worker) {
		try {
			dive(worker, 0);
		}
		catch (StackOverflowError | WorkerException ex) {
			// what it is for
		}
	}

	private static int dive(Worker worker, int depth) {
		try {
			worker.send(ECHO, "depth " + depth).get(10, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			fail("Nobody reads at depth " + depth);
		}
		catch (InterruptedException | ExecutionException ex) {
			return depth;
		}
		return dive(worker, depth + 1) + 1;
	}

	private static void askAfter(Worker worker) throws InterruptedException {
		try {
			String answer = worker.send(ECHO, "after").get(10, TimeUnit.SECONDS);
			if (!answer.equals("after")) {
				fail("The answer is " + answer);
			}
		}
		catch (ExecutionException ex) {
			if (!(ex.getCause() instanceof WorkerException)) {
				fail("The failure is " + ex.getCause());
			}
		}
		catch (TimeoutException ex) {
			fail("Nobody reads afterwards");
		}
	}

	private static void fail(String why) {
		failed = true;
		System.err.println(why);
	}

}
