package io.isolatedworkers.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.LeavingMain;
import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a host's JVM goes on when its main method has returned.
 */
class HostExitTests {

	@TempDir
	private Path directory;

	private List<String> run(String what) throws Exception {
		Process host = new ProcessBuilder(
				ShortLived.java("-Djava.io.tmpdir=" + this.directory, LeavingMain.class.getName(), what))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			CompletableFuture<List<String>> output = CompletableFuture
				.supplyAsync(() -> host.inputReader().lines().filter((line) -> !line.contains(" - ")).toList());
			assertThat(host.waitFor(60, TimeUnit.SECONDS)).as("it exits by itself").isTrue();
			assertThat(host.exitValue()).isZero();
			List<String> lines = output.get(10, TimeUnit.SECONDS);
			long worker = Long.parseLong(lines.get(0));
			eventually().until(() -> !Processes.isAlive(worker) && Processes.socketsIn(this.directory).isEmpty());
			return lines.subList(1, lines.size());
		}
		finally {
			host.destroyForcibly();
		}
	}

	@Test
	void aPendingRequestKeepsTheHostUntilWhatDependsOnItHasRun() throws Exception {
		assertThat(run("pending")).containsExactly("slept");
	}

	@Test
	void anIdleWorkerKeepsNoHostAndDoesNotSurviveIt() throws Exception {
		assertThat(run("idle")).containsExactly("idle");
	}

	@Test
	void closingEndsWhatKeepsTheHost() throws Exception {
		assertThat(run("closed")).singleElement().asString().startsWith("Worker closed");
	}

	@Test
	void anOwnerThatClosesSlowlyIsWaitedFor() throws Exception {
		assertThat(run("owner-closes-slowly")).containsExactly("slept");
	}

	@Test
	void anOwnerThatNeverBeginsToCloseIsNotWaitedFor() throws Exception {
		assertThat(run("owner-never-closes")).isEmpty();
	}

	@Test
	void whatAnOwnerLeavesBehindEnds() throws Exception {
		assertThat(run("owner-forgets")).isEmpty();
	}

	@Test
	void whatKeepsTheHostIsThereOnlyForAPendingRequestAndHoldsNoForeignClassLoader() {
		try (Worker worker = ShortLived.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))) {
			eventually().until(() -> keepers().isEmpty());
			Thread current = Thread.currentThread();
			ClassLoader own = current.getContextClassLoader();
			current.setContextClassLoader(new ClassLoader() {
			});
			try {
				CompletableFuture<String> request = worker.send(MessageType.of("sleep", Long.class, String.class),
						600_000L);
				assertThat(keepers()).singleElement().satisfies((keeper) -> {
					assertThat(keeper.isDaemon()).isFalse();
					assertThat(keeper.getContextClassLoader()).isSameAs(JvmKeeper.class.getClassLoader());
				});
				assertThat(request.cancel(true)).isTrue();
				eventually().until(() -> keepers().isEmpty());
			}
			finally {
				current.setContextClassLoader(own);
			}
		}
	}

	private static List<Thread> keepers() {
		Map<Thread, StackTraceElement[]> threads = Thread.getAllStackTraces();
		return threads.keySet().stream().filter((thread) -> thread.getName().equals(JvmKeeper.THREAD)).toList();
	}

}
