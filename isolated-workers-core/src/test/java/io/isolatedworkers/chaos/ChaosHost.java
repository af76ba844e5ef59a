package io.isolatedworkers.chaos;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.isolatedworkers.client.CrashPolicy;
import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.RequestTimeoutException;
import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.WorkerClosedException;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerDisconnectedException;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.pool.PoolOptions;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.socket.Backoff;
import io.isolatedworkers.socket.ConnectionOptions;
import io.isolatedworkers.testing.Processes;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A host that lets chaos come over its workers, and then counts what is left. Arguments:
 * the seed, the number of rounds, and whether there is Node.
 */
public final class ChaosHost {

	private static final int REQUESTS = 20;

	private static final String[] ENDS = Stream
		.of(CancellationException.class, RemoteWorkerException.class, RequestTimeoutException.class,
				WorkerClosedException.class, WorkerCrashedException.class, WorkerDisconnectedException.class)
		.map(Class::getSimpleName)
		.toArray(String[]::new);

	private static final Backoff SOON = Backoff.exponential(Duration.ofMillis(10), Duration.ofMillis(100));

	private static final WorkerOptions OPTIONS = WorkerOptions.builder()
		.startupTimeout(Duration.ofSeconds(20))
		.requestTimeout(Duration.ofSeconds(1))
		.cancelGrace(Duration.ofMillis(300))
		.closeGrace(Duration.ofMillis(300))
		.crashPolicy(CrashPolicy.retry(2))
		.logLevel(LogLevel.ERROR)
		.build();

	private static final WorkerOptions VERSION_1 = WorkerOptions.builder()
		.startupTimeout(OPTIONS.startupTimeout())
		.requestTimeout(OPTIONS.requestTimeout())
		.cancelGrace(OPTIONS.cancelGrace())
		.closeGrace(OPTIONS.closeGrace())
		.protocol(1)
		.logLevel(LogLevel.ERROR)
		.build();

	private final Random random;

	private final Signals signals;

	private final Requests requests = new Requests();

	private final ExecutorService background = Executors.newCachedThreadPool();

	private final List<Target<?>> targets = new ArrayList<>();

	private ChaosHost(long seed) {
		this.random = new Random(seed);
		this.signals = new Signals(this.random);
	}

	public static void main(String... arguments) throws Exception {
		boolean node = Boolean.parseBoolean(arguments[2]);
		// What is loaded and opened once is there before anything is counted
		new ChaosHost(1).play(10, node);
		int files = openFiles();
		List<Path> sockets = sockets();
		ChaosHost host = new ChaosHost(Long.parseLong(arguments[0]));
		List<String> problems = host.play(Integer.parseInt(arguments[1]), node);
		assertThat(host.requests.ends()).as("all kinds of ends").containsKeys(ENDS);
		problems.forEach(System.out::println);
		eventually().untilAsserted(() -> {
			assertThat(threads()).isEmpty();
			assertThat(ProcessHandle.current().descendants()).isEmpty();
			assertThat(sockets()).isEqualTo(sockets);
			assertThat(openFiles()).isLessThanOrEqualTo(files);
		});
		System.exit(problems.isEmpty() ? 0 : 1);
	}

	private List<String> play(int rounds, boolean node) throws Exception {
		makeTargets(node);
		int busy = 0;
		for (int round = 0; round < rounds; round++) {
			this.targets.forEach(Target::ensureStarted);
			for (int tries = 2 * REQUESTS; tries > 0 && this.requests.inFlight() < REQUESTS; tries--) {
				this.requests.sendAny(anyTarget(), this.random);
			}
			busy += this.requests.inFlight();
			disturb();
			this.requests.awaitAnEnd();
		}
		this.signals.resumeAll();
		this.targets.forEach(this::assertRecovers);
		// Some are closed while they are stopped
		this.signals.stop();
		this.signals.stop();
		CompletableFuture
			.allOf(this.targets.stream()
				.map((target) -> CompletableFuture.runAsync(target::close, this.background))
				.toArray(CompletableFuture<?>[]::new))
			.join();
		this.background.shutdown();
		eventually().until(() -> this.requests.inFlight() == 0);
		System.out.printf("%d rounds, %d requests, %.1f in flight on average: %s%n", rounds, this.requests.sent(),
				(double) busy / rounds, this.requests.ends());
		List<String> problems = new ArrayList<>(this.requests.problems());
		this.targets.stream()
			.filter((target) -> target.extraEnds() != 0)
			.forEach((target) -> problems.add("%s told %d ends too many".formatted(target, target.extraEnds())));
		return problems;
	}

	private void makeTargets(boolean node) {
		WorkerCommand java = WorkerCommand.mainClass(ChaosWorker.class.getName());
		add("keep-alive", java, DisconnectBehavior.KEEP_ALIVE, false, OPTIONS);
		add("reconnecting", java, DisconnectBehavior.KEEP_ALIVE, true, OPTIONS);
		add("shutdown", java, DisconnectBehavior.SHUTDOWN, false, OPTIONS);
		addPool("pool", java, OPTIONS);
		if (node) {
			WorkerCommand script = WorkerCommand.executable("node",
					Path.of("src", "test", "resources", "chaos-worker.mjs").toString());
			add("node-keep-alive", script, DisconnectBehavior.KEEP_ALIVE, false, VERSION_1);
			add("node-reconnecting", script, DisconnectBehavior.KEEP_ALIVE, true, VERSION_1);
			add("node-shutdown", script, DisconnectBehavior.SHUTDOWN, false, VERSION_1);
			addPool("node-pool", script, VERSION_1);
		}
	}

	private static ChildProcessOptions process(WorkerCommand command, DisconnectBehavior behavior, boolean reconnect) {
		return ChildProcessOptions.builder(command)
			.jvm(JvmOptions.builder()
				.maxHeapBytes(64 * 1024 * 1024)
				.arguments("-XX:TieredStopAtLevel=1", "-Xshare:auto")
				.build())
			.connection(new ConnectionOptions(2, SOON, reconnect))
			.disconnectBehavior(behavior)
			.build();
	}

	private void add(String name, WorkerCommand command, DisconnectBehavior behavior, boolean reconnect,
			WorkerOptions options) {
		this.targets.add(Target.worker(name, () -> Workers.start(process(command, behavior, reconnect), options),
				options, this.background));
	}

	private void addPool(String name, WorkerCommand command, WorkerOptions options) {
		this.targets.add(Target.pool(name,
				(listener) -> WorkerPool.builder(name, process(command, DisconnectBehavior.SHUTDOWN, false))
					.workerOptions(options)
					.options(new PoolOptions(2, 1, 3, 20, SOON))
					.listener(listener)
					.start(),
				this.background));
	}

	private Target<?> anyTarget() {
		return this.targets.get(this.random.nextInt(this.targets.size()));
	}

	private void disturb() throws Exception {
		switch (this.random.nextInt(20)) {
			case 0, 1, 2 -> anyTarget().disconnect();
			case 3, 4, 5, 6, 7, 8 -> anyTarget().reconnect();
			case 9, 10 -> this.signals.stop();
			case 11, 12, 13 -> this.signals.resume();
			case 14 -> this.signals.kill();
			case 15 -> anyTarget().restart();
			default -> this.requests.cancelSome(this.random);
		}
	}

	/** Chaos is over: a little later all is well again. */
	private void assertRecovers(Target<?> target) {
		eventually().atMost(Duration.ofMinutes(2)).until(() -> {
			target.ensureStarted();
			target.reconnect();
			CompletableFuture<byte[]> echo = target.send(ChaosWorker.ECHO, new byte[] { 7 }, SendOptions.defaults(),
					new AtomicInteger());
			try {
				return echo != null && echo.join().length == 1;
			}
			catch (CompletionException ex) {
				return false;
			}
		});
	}

	private static int openFiles() {
		return Objects.requireNonNullElse(new File("/proc/self/fd").list(), new String[0]).length;
	}

	private static List<Path> sockets() {
		return Processes.socketsIn(Path.of(System.getProperty("java.io.tmpdir")));
	}

	/** All but those that every client shares. */
	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("isolated-workers-") && !name.startsWith("isolated-workers-timer")
					&& !name.startsWith("isolated-workers-callback"))
			.toList();
	}

}
