package io.isolatedworkers.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Interrupts at random moments harm nobody but the interrupted call.
 */
class InterruptTests {

	private static final int INTERRUPTS = 1_000;

	private static final MessageType<String, String> ECHO = MessageType.of("echo", String.class, String.class);

	private final AtomicBoolean stop = new AtomicBoolean();

	private final AtomicInteger interrupted = new AtomicInteger();

	private final AtomicInteger answered = new AtomicInteger();

	private final List<Throwable> unexpected = java.util.Collections.synchronizedList(new ArrayList<>());

	@Test
	void aThousandInterruptsUnderLoadLoseNoConnectionAndNoOtherRequest() throws Exception {
		try (Worker worker = Workers.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))) {
			long pid = worker.pid().getAsLong();
			TestWorker contract = worker.contract(TestWorker.class);
			String large = "z".repeat(300_000);
			List<Thread> victims = List.of(victim(() -> join(worker, "joined")), victim(() -> call(contract, "called")),
					victim(() -> call(contract, large)), victim(() -> join(worker, large)));
			Thread bystander = victim(() -> assertThat(contract.echo("calm")).isEqualTo("calm"));
			Random random = new Random(42);
			for (int i = 0; i < INTERRUPTS; i++) {
				LockSupport.parkNanos(random.nextInt(2_000_000));
				victims.get(random.nextInt(victims.size())).interrupt();
			}
			this.stop.set(true);
			for (Thread victim : victims) {
				victim.join();
			}
			bystander.join();
			System.err.println("COUNTS " + this.answered + " " + this.interrupted);
			assertThat(this.unexpected).isEmpty();
			assertThat(this.interrupted).hasValueGreaterThan(100);
			assertThat(this.answered).hasValueGreaterThan(100);
			assertThat(worker.isConnected()).isTrue();
			assertThat(contract.pid()).isEqualTo(pid);
			assertThat(worker.pending()).isZero();
		}
	}

	private Thread victim(Runnable work) {
		Thread thread = new Thread(() -> {
			while (!this.stop.get()) {
				try {
					work.run();
					this.answered.incrementAndGet();
				}
				catch (RequestInterruptedException ex) {
					this.interrupted.incrementAndGet();
				}
				catch (Throwable ex) {
					this.unexpected.add(ex);
				}
				if (Thread.interrupted()) {
					this.interrupted.incrementAndGet();
				}
			}
		});
		thread.start();
		return thread;
	}

	private static void join(Worker worker, String text) {
		CompletableFuture<String> answer = worker.send(ECHO, text);
		assertThat(answer.join()).isEqualTo(text);
	}

	private static void call(TestWorker contract, String text) {
		assertThat(contract.echo(text)).isEqualTo(text);
	}

}
