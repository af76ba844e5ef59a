package io.isolatedworkers.pool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.isolatedworkers.client.CrashPolicy;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What happens to a request whose worker died with it.
 */
class CrashPolicyTests {

	private static final MessageType<Integer, String> EXIT = MessageType.of("exit", Integer.class, String.class);

	private static final MessageType<String, String> ECHO = MessageType.of("echo", String.class, String.class);

	private static final MessageType<String, String> EXIT_ONCE = MessageType.of("exitUnlessExists", String.class,
			String.class);

	private WorkerPool pool;

	private void start(WorkerOptions.Builder options) {
		this.pool = WorkerPool
			.builder("tests", ShortLived.options(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class)))
			.options(PoolOptions.defaults().withSize(1).withRestartBackoff((attempt) -> Duration.ofMillis(10)))
			.workerOptions(options.build())
			.start();
	}

	@AfterEach
	void close() {
		this.pool.close();
	}

	private static WorkerCrashedException crashOf(CompletableFuture<?> request) {
		return (WorkerCrashedException) catchThrowableOfType(CompletionException.class, request::join).getCause();
	}

	@Test
	void byDefaultARequestThatMayHaveBeenExecutedIsNotRepeated(@TempDir Path directory) {
		start(ShortLived.workerOptions());
		WorkerCrashedException crash = crashOf(this.pool.send(EXIT_ONCE, directory.resolve("once").toString()));
		assertThat(crash.delivery()).isEqualTo(Delivery.MAYBE_EXECUTED);
		assertThat(crash.attempt()).isEqualTo(1);
		assertThat(crash.maxAttempts()).isEqualTo(1);
	}

	@Test
	void aRequestIsRepeatedWhereItsTypeAllowsIt(@TempDir Path directory) {
		start(ShortLived.workerOptions().crashPolicy("exitUnlessExists", CrashPolicy.retry(2)));
		assertThat(this.pool.send(EXIT_ONCE, directory.resolve("once").toString()).join()).isEqualTo("survived");
		assertThat(crashOf(this.pool.send(EXIT, 3)).maxAttempts()).isEqualTo(1);
	}

	@Test
	void aRequestThatKillsEveryWorkerEndsAfterItsAttempts() {
		start(ShortLived.workerOptions().crashPolicy(CrashPolicy.retry(3)));
		WorkerCrashedException crash = crashOf(this.pool.send(EXIT, 3));
		assertThat(crash.attempt()).isEqualTo(3);
		assertThat(crash.maxAttempts()).isEqualTo(3);
		assertThat(crash.messageType()).isEqualTo("exit");
		eventually().until(() -> this.pool.stats().workers().get(0).restarts() == 3);
		assertThat(this.pool.pending()).isZero();
	}

	@Test
	void aRequestThatWasNotBegunIsAlwaysRepeated() throws Exception {
		start(ShortLived.workerOptions().crashPolicy("exit", CrashPolicy.retry(2)));
		long pid = this.pool.stats().workers().get(0).pid();
		Processes.stop(pid);
		CompletableFuture<String> request = this.pool.send(ECHO, "patience");
		eventually().until(() -> this.pool.stats().workers().get(0).pending() == 1);
		Processes.kill(pid);
		assertThat(request.join()).isEqualTo("patience");
	}

	@Test
	void aRequestForAWorkerThatLostItsConnectionWaitsForTheNextWorker() {
		start(ShortLived.workerOptions());
		for (int i = 0; i < 20; i++) {
			Processes.kill(this.pool.stats().workers().get(0).pid());
			CompletableFuture<String> request = this.pool.send(ECHO, "round " + i);
			try {
				assertThat(request.join()).isEqualTo("round " + i);
			}
			catch (CompletionException ex) {
				assertThat(ex.getCause()).isInstanceOf(WorkerCrashedException.class);
			}
			eventually().until(() -> this.pool.stats().count(WorkerState.READY) == 1
					&& this.pool.stats().workers().get(0).connected());
		}
	}

}
