package io.isolatedworkers.driver.thread;

import java.nio.file.Files;
import java.nio.file.Path;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.RequestTimeoutException;
import io.isolatedworkers.client.SendOptions;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerClosedException;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.DriverCapabilities;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.driver.SharedBuffer;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.SerializationException;
import io.isolatedworkers.serializer.Serializer;
import io.isolatedworkers.testing.JavaSerializer;
import io.isolatedworkers.testing.Neighbour;
import io.isolatedworkers.testing.Neighbour.Canvas;
import io.isolatedworkers.testing.Painter;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorker.Person;
import io.isolatedworkers.testing.TestWorkerImpl;
import io.isolatedworkers.testing.ThreadMain;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.ObjectMapper;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Workers as threads of this JVM, as their users see them.
 */
class ThreadDriverTests {

	private static final MessageType<Long, String> SLEEP = MessageType.of("sleep", Long.class, String.class);

	private static final ThreadOptions TEST_WORKER = ThreadOptions.contract(TestWorker.class, TestWorkerImpl.class)
		.build();

	private static final ThreadOptions NEIGHBOUR = ThreadOptions.contract(Neighbour.class, Neighbour.Impl.class)
		.build();

	private static Worker start(ThreadOptions options) {
		return Workers.start(new ThreadDriver(), options, WorkerOptions.defaults());
	}

	@Test
	void whatTheDriverCanDoIsReadOffItsInterfaces() {
		assertThat(new ThreadDriver().capabilities()).isEqualTo(new DriverCapabilities(false, false, true));
		try (Worker worker = start(NEIGHBOUR)) {
			assertThat(worker.getClass()).isEqualTo(Worker.class);
			assertThat(worker.pid()).isEmpty();
			assertThat(worker.agreement().runtime()).endsWith(", thread");
			assertThat(worker.agreement().features()).contains(Feature.CANCEL, Feature.PROGRESS, Feature.ATTACHMENTS)
				.doesNotContain(Feature.ACCEPTED);
		}
	}

	@Test
	void twoWorkersDoNotShareStatics() {
		try (Worker one = start(NEIGHBOUR); Worker other = start(NEIGHBOUR)) {
			assertThat(one.contract(Neighbour.class).count()).isEqualTo(1);
			assertThat(one.contract(Neighbour.class).count()).isEqualTo(2);
			assertThat(other.contract(Neighbour.class).count()).isEqualTo(1);
			assertThat(new Neighbour.Impl().count()).as("the host's own").isEqualTo(1);
		}
	}

	@Test
	void onlyTheWorkersOwnClassesAreLoadedOnceMore() {
		try (Worker worker = start(NEIGHBOUR)) {
			assertThat(worker.contract(Neighbour.class).loaders()).containsExactly("the class loader of worker worker",
					String.valueOf(SharedBuffer.class.getClassLoader()),
					String.valueOf(ObjectMapper.class.getClassLoader()), "null");
			List<String> thread = worker.contract(Neighbour.class).thread();
			assertThat(thread.get(0)).startsWith("worker/isolated-workers-handler-");
			assertThat(thread.subList(1, 4)).containsExactly("worker", "true", "the class loader of worker worker");
		}
	}

	private static List<@Nullable Serializer> serializers() {
		return List.of(WorkerOptions.defaults().serializer(), new CborSerializer(), new JavaSerializer());
	}

	@ParameterizedTest
	@MethodSource("serializers")
	void recordsListsAndBytesTravelBothWays(Serializer serializer) {
		try (Worker worker = Workers.start(new ThreadDriver(), TEST_WORKER,
				WorkerOptions.builder().serializer(serializer).build())) {
			TestWorker contract = worker.contract(TestWorker.class);
			Person ada = new Person("Ada", 36, List.of("Byron"));
			assertThat(contract.greet(ada)).isEqualTo(new Person("Hello Ada", 37, List.of("Byron")));
			assertThat(contract.family(List.of(ada, ada))).hasSize(2);
			assertThat(contract.echo("plain")).isEqualTo("plain");
			assertThat(contract.reverse(new byte[] { 1, 2, 3 })).containsExactly(3, 2, 1);
			assertThat(contract.reverse(new byte[100_000])).hasSize(100_000);
			assertThat(contract.later(21).toCompletableFuture().join()).isEqualTo(42);
			contract.nothing("x");
		}
	}

	@Test
	void aFailureArrivesWithNameStackCodeAndCause() {
		try (Worker worker = start(TEST_WORKER)) {
			RemoteWorkerException failure = catchThrowableOfType(RemoteWorkerException.class,
					() -> worker.contract(TestWorker.class).fail("no paint"));
			assertThat(failure).hasMessageContaining("no paint");
			assertThat(failure.name()).endsWith("PaintException");
			assertThat(failure.code()).isEqualTo("PAINT");
			assertThat(failure.remoteStack()).contains("TestWorkerImpl.fail");
			assertThat(failure.getCause()).hasMessage("the brush is broken");
		}
	}

	@Test
	void reportsArriveInOrderAndBeforeTheAnswer() {
		try (Worker worker = start(ThreadOptions.mainClass(ThreadMain.class.getName(), "serves").build())) {
			List<Integer> reports = new ArrayList<>();
			int heard = worker
				.send(ThreadMain.REPORT, 500, SendOptions.defaults().withProgress(Integer.class, reports::add))
				.thenApply((answer) -> reports.size())
				.join();
			assertThat(heard).isEqualTo(500);
			assertThat(reports).containsExactlyElementsOf(IntStream.range(0, 500).boxed().toList());
		}
	}

	@Test
	void manyRequestsAtOnceAreAllAnsweredWithTheirOwnAnswer() {
		try (Worker worker = start(TEST_WORKER)) {
			MessageType<String, String> echo = MessageType.of("echo", String.class, String.class);
			List<CompletableFuture<String>> answers = IntStream.range(0, 2_000)
				.parallel()
				.mapToObj((i) -> worker.send(echo, "text " + i))
				.toList();
			assertThat(answers).extracting(CompletableFuture::join)
				.containsExactlyElementsOf(IntStream.range(0, 2_000).mapToObj((i) -> "text " + i).toList());
			eventually().until(() -> worker.inFlight() == 0);
		}
	}

	@Test
	void aCancelInterruptsTheHandlerAndATimeoutDoes() {
		try (Worker worker = start(TEST_WORKER)) {
			TestWorker contract = worker.contract(TestWorker.class);
			CompletableFuture<String> request = worker.send(SLEEP, 600_000L);
			request.cancel(true);
			assertThatExceptionOfType(CancellationException.class).isThrownBy(request::join);
			eventually().until(contract::wasInterrupted);
			CompletableFuture<String> late = worker.send(SLEEP, 600_000L, SendOptions.timeout(Duration.ofMillis(100)));
			assertThatExceptionOfType(CompletionException.class).isThrownBy(late::join)
				.withCauseInstanceOf(RequestTimeoutException.class);
			eventually().until(() -> worker.inFlight() == 0);
			assertThat(worker.isActive()).isTrue();
		}
	}

	@Test
	void aSharedBufferIsTheSameMemoryOnBothSides() {
		try (Worker worker = start(NEIGHBOUR)) {
			SharedBuffer buffer = SharedBuffer.allocate(1024);
			buffer.view().put(0, (byte) 41);
			assertThat(worker.contract(Neighbour.class).increment(buffer)).isSameAs(buffer);
			assertThat(buffer.view().get(0)).isEqualTo((byte) 42);
		}
	}

	@Test
	void aSharedBufferInsideAPayloadIsRefusedWithAnExplanation() {
		try (Worker worker = start(NEIGHBOUR)) {
			MessageType<Neighbour.Folder, Void> file = MessageType.of("file", Neighbour.Folder.class, Void.class);
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> worker.send(file, new Neighbour.Folder(SharedBuffer.allocate(1))).join())
				.withCauseInstanceOf(SerializationException.class)
				.withMessageContaining("SharedBuffer of 1 bytes has no copy")
				.withMessageContaining("declare the type that holds it shared");
		}
	}

	@Test
	void anOrdinaryPayloadIsACopy() {
		try (Worker worker = start(NEIGHBOUR)) {
			Canvas canvas = new Canvas(new int[] { 1, 2 });
			assertThat(worker.contract(Neighbour.class).paint(canvas).pixels()).containsExactly(7, 2);
			assertThat(canvas.pixels()).containsExactly(1, 2);
		}
	}

	@Test
	void aPayloadOfASharedTypeIsTheSameObject() {
		ThreadOptions options = ThreadOptions.contract(Neighbour.class, Neighbour.Impl.class)
			.shared(Canvas.class)
			.build();
		try (Worker worker = start(options)) {
			Canvas canvas = new Canvas(new int[] { 1, 2 });
			assertThat(worker.contract(Neighbour.class).paint(canvas)).isSameAs(canvas);
			assertThat(canvas.pixels()).containsExactly(7, 2);
		}
	}

	@Test
	void aSharedPayloadThatDoesNotFitNamesBothClasses() {
		try (Worker worker = start(NEIGHBOUR)) {
			MessageType<SharedBuffer, Canvas> wrong = MessageType.of("paint", SharedBuffer.class, Canvas.class);
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> worker.send(wrong, SharedBuffer.allocate(1)).join())
				.withCauseInstanceOf(RemoteWorkerException.class)
				.withMessageContaining("a " + SharedBuffer.class.getName() + " of the host")
				.withMessageContaining("the %s of the class loader of worker worker".formatted(Canvas.class.getName()))
				.withMessageContaining("declare the type");
			MessageType<SharedBuffer, Canvas> wrongResult = MessageType.of("increment", SharedBuffer.class,
					Canvas.class);
			assertThatExceptionOfType(CompletionException.class)
				.isThrownBy(() -> worker.send(wrongResult, SharedBuffer.allocate(1)).join())
				.withCauseInstanceOf(MalformedMessageException.class);
		}
	}

	@Test
	void aFrameOverTheLimitIsRefusedOnBothSides() {
		WorkerOptions options = WorkerOptions.builder().maxFrameBytes(10_000).build();
		try (Worker worker = Workers.start(new ThreadDriver(), TEST_WORKER, options)) {
			TestWorker contract = worker.contract(TestWorker.class);
			assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> contract.echo("x".repeat(10_001)))
				.withMessageContaining("10,000 bytes");
			assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(() -> contract.large(10_001))
				.withMessageContaining("10,000 bytes");
			assertThat(contract.echo("fine")).isEqualTo("fine");
		}
	}

	@Test
	void middlewareRunsOnBothSides() {
		List<String> seen = new CopyOnWriteArrayList<>();
		Set<ClassLoader> contexts = ConcurrentHashMap.newKeySet();
		WorkerOptions options = WorkerOptions.builder().middleware((message, direction) -> {
			seen.add(direction + " " + message.meta());
			contexts.add(Thread.currentThread().getContextClassLoader());
			return (direction == Direction.SEND) ? message.withMeta("host", "out") : message;
		}).build();
		try (Worker worker = Workers.start(new ThreadDriver(),
				ThreadOptions.mainClass(ThreadMain.class.getName(), "serves", "more").build(), options)) {
			assertThat(worker.send(ThreadMain.ARGUMENTS, null).join()).containsExactly("serves more", "{host=out}",
					"the class loader of worker worker");
			assertThat(seen).containsExactly("SEND {}", "RECEIVE {worker=out}");
			assertThat(contexts).containsExactly(Thread.currentThread().getContextClassLoader());
		}
	}

	@Test
	void theStackSizeIsThatOfTheOptions() {
		int depth = 100_000;
		try (Worker worker = start(NEIGHBOUR)) {
			assertThatExceptionOfType(RemoteWorkerException.class)
				.isThrownBy(() -> worker.contract(Neighbour.class).recurse(depth))
				.satisfies((failure) -> assertThat(failure.name()).endsWith("StackOverflowError"));
		}
		ThreadOptions large = ThreadOptions.contract(Neighbour.class, Neighbour.Impl.class)
			.stackSizeBytes(256L * 1024 * 1024)
			.build();
		try (Worker worker = start(large)) {
			assertThat(worker.contract(Neighbour.class).recurse(depth)).isEqualTo(depth);
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ThreadOptions.contract(Neighbour.class, Neighbour.Impl.class).stackSizeBytes(-1).build())
			.withMessageContaining("stackSizeBytes is -1");
	}

	@Test
	void closingEndsTheThreadsAndThePendingRequests() {
		Worker worker = start(TEST_WORKER);
		CompletableFuture<String> pending = worker.send(SLEEP, 600_000L);
		assertThat(threadsOf("worker")).isNotEmpty();
		ShutdownReason reason = worker.closeAsync().join();
		assertThat(reason.kind()).isEqualTo(ShutdownReason.Kind.CLOSE);
		assertThat(reason.detail()).isEqualTo("closed by the host");
		assertThat(threadsOf("worker")).isEmpty();
		assertThat(worker.abandonedThreads()).isZero();
		assertThat(worker.isConnected()).isFalse();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(pending::join)
			.withCauseInstanceOf(WorkerClosedException.class);
		worker.close();
	}

	@Test
	void aWorkerThatClosesItsOwnServerEndsAsOneThatExits() {
		try (Worker worker = start(ThreadOptions.mainClass(ThreadMain.class.getName(), "serves").build())) {
			CompletionException failure = catchThrowableOfType(CompletionException.class,
					() -> worker.send(ThreadMain.CLOSE, null).join());
			assertThat(failure.getCause()).isInstanceOfSatisfying(WorkerCrashedException.class,
					(crash) -> assertThat(crash.reason().kind()).isEqualTo(ShutdownReason.Kind.EXIT));
			assertThat(worker.isActive()).isFalse();
			eventually().until(() -> threadsOf("worker").isEmpty());
		}
	}

	@Test
	void anExceptionInAThreadOfTheWorkersIsLoggedWithItsName() throws Exception {
		List<String> errors = new CopyOnWriteArrayList<>();
		WorkerOptions options = WorkerOptions.builder().logger(errorsTo(errors)).build();
		try (Worker worker = Workers.start(new ThreadDriver(), NEIGHBOUR, options)) {
			worker.contract(Neighbour.class).throwElsewhere();
			assertThat(errors).singleElement()
				.asString()
				.contains("Worker worker: its thread elsewhere ended")
				.contains("IllegalStateException: elsewhere");
		}
	}

	@Test
	void startDataBelongToTheThreadsOfAWorkerAlone() {
		assertThatIllegalStateException().isThrownBy(() -> new ThreadDriver().startupData())
			.withMessageContaining("was not started by driver 'thread'")
			.withMessageContaining("'child-process'");
	}

	@Test
	void anExampleOfEachFailedStartSaysWhatIsWrongAndLeavesNothing() {
		assertStartFails("throws", "IllegalArgumentException: no brush",
				"caused by java.lang.IllegalStateException: no money", "ThreadMain.main(ThreadMain.java:");
		assertStartFails("returns", "returned from its main method without starting a WorkerServer");
		assertStartFails("hangs", "did not listen within the start-up timeout of PT1S", "its main thread is at ");
		assertStartFails("other-driver", "in a thread", "no start-up data of driver 'child-process'");
		assertStartFails("cbor", "Serializer mismatch: host uses JsonSerializer, worker uses CborSerializer");
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> start(ThreadOptions.contract("com.example.Missing", "com.example.MissingImpl").build()))
			.withMessageContaining("ClassNotFoundException: com.example.MissingImpl");
	}

	private static void assertStartFails(String how, String... parts) {
		WorkerOptions options = WorkerOptions.builder()
			.startupTimeout(how.equals("hangs") ? Duration.ofSeconds(1) : Duration.ofSeconds(60))
			.build();
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(new ThreadDriver(),
					ThreadOptions.mainClass(ThreadMain.class.getName(), how).build(), options))
			.satisfies((failure) -> assertThat(failure.getMessage()).contains(parts));
		eventually().until(() -> threadsOf("worker").isEmpty());
	}

	static List<String> threadsOf(String worker) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith(worker + "/"))
			.toList();
	}

	private static Logger errorsTo(List<String> errors) {
		return new Logger() {

			@Override
			public void debug(String message) {
			}

			@Override
			public void info(String message) {
			}

			@Override
			public void warn(String message, @Nullable Throwable cause) {
			}

			@Override
			public void error(String message, @Nullable Throwable cause) {
				errors.add(message + " " + cause);
			}

		};
	}

	@Test
	void aClassPathOfItsOwnIsAllTheWorkerSees() {
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> start(ThreadOptions.contract(Neighbour.class, Neighbour.Impl.class)
				.classPath(List.of(Path.of("nowhere")))
				.build()))
			.withMessageContaining("ClassNotFoundException: " + Neighbour.Impl.class.getName());
		Path classes = Path
			.of(URI.create(Neighbour.class.getProtectionDomain().getCodeSource().getLocation().toString()));
		try (Worker worker = start(
				ThreadOptions.contract(Neighbour.class, Neighbour.Impl.class).classPath(List.of(classes)).build())) {
			assertThat(worker.contract(Neighbour.class).count()).isEqualTo(1);
		}
	}

	@Test
	void mapsTravelAsWorkerDataAsTheyDoToProcesses() {
		Map<String, Integer> paint = Map.of("red", 3);
		try (Worker worker = Workers.start(new ThreadDriver(),
				ThreadOptions.contract(Painter.class, Painter.Impl.class).build(),
				WorkerOptions.builder().workerData(paint).build())) {
			assertThat(worker.contract(Painter.class).paint()).isEqualTo(paint);
		}
	}

	@Test
	void workerDataOfASharedTypeAreTheSameObject() {
		Canvas canvas = new Canvas(new int[] { 1 });
		ThreadOptions options = ThreadOptions.contract(Neighbour.class, Neighbour.Impl.class)
			.shared(Canvas.class)
			.build();
		try (Worker worker = Workers.start(new ThreadDriver(), options,
				WorkerOptions.builder().workerData(canvas).build())) {
			assertThat(worker.contract(Neighbour.class).given()).isSameAs(canvas);
		}
		try (Worker worker = Workers.start(new ThreadDriver(), NEIGHBOUR,
				WorkerOptions.builder().workerData(canvas).build())) {
			assertThat(worker.contract(Neighbour.class).given().pixels()).containsExactly(1)
				.isNotSameAs(canvas.pixels());
		}
	}

	@Test
	void workerDataThatDoNotFitNameBothClasses() {
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(new ThreadDriver(), NEIGHBOUR,
					WorkerOptions.builder().workerData(SharedBuffer.allocate(1)).build()))
			.withMessageContaining("The worker data are not a " + Canvas.class.getName())
			.withMessageContaining("they are a " + SharedBuffer.class.getName())
			.withMessageContaining("declare the type");
		assertThatExceptionOfType(WorkerStartException.class)
			.isThrownBy(() -> Workers.start(new ThreadDriver(), NEIGHBOUR,
					WorkerOptions.builder().workerData(new Neighbour.Folder(SharedBuffer.allocate(1))).build()))
			.withMessageContaining(
					"its worker data of %s cannot be serialized".formatted(Neighbour.Folder.class.getName()))
			.withMessageContaining("declare their type shared");
	}

	@Test
	void everyPackageOfTheLibraryIsTheSameOnBothSides() throws Exception {
		Path classes = Path.of(ThreadDriver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		try (Stream<Path> files = Files.walk(classes);
				WorkerClassLoader loader = new WorkerClassLoader("packages", NEIGHBOUR, new SharedTypes(Set.of()))) {
			List<String> names = files.map((file) -> classes.relativize(file).toString())
				.filter((name) -> name.endsWith(".class") && !name.contains("$"))
				.map((name) -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
				.toList();
			assertThat(names).hasSizeGreaterThan(100)
				.allSatisfy((name) -> assertThat(Class.forName(name, false, loader).getClassLoader())
					.isSameAs(ThreadDriver.class.getClassLoader()));
			assertThat(Class.forName(ThreadMain.class.getName(), false, loader).getClassLoader()).isSameAs(loader);
		}
	}

}
