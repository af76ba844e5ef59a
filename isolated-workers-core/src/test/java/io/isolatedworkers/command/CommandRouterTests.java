package io.isolatedworkers.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.isolatedworkers.command.CommandFixture.Circle;
import io.isolatedworkers.command.CommandFixture.Text;
import io.isolatedworkers.driver.CommandTicket;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.Processes;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What workers can ask of their host, and what they cannot.
 */
class CommandRouterTests {

	private static final MessageType<Void, Void> WAIT = MessageType.withoutPayload("wait", Void.class);

	private final CommandFixture host = new CommandFixture();

	private final CountDownLatch waiting = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicReference<String> ended = new AtomicReference<>();

	private CommandRouter router = this.host.router().command(WAIT, (nothing, worker) -> {
		this.waiting.countDown();
		try {
			this.release.await();
			this.ended.set("released");
		}
		catch (InterruptedException ex) {
			this.ended.set("interrupted");
		}
		return null;
	}).maxOpenCommands(2_000).start();

	private CommandClient client = CommandFixture.connect(this.router);

	@AfterEach
	void close() {
		this.release.countDown();
		this.client.close();
		this.router.close();
	}

	private static CommandException failureOf(ThrowingCallable call) {
		CommandException failure = catchThrowableOfType(CommandException.class, call);
		assertThat(failure).as("failure").isNotNull();
		return failure;
	}

	@Test
	void aCommandIsExecutedWithItsParameters() {
		assertThat(this.client.execute(CommandFixture.UPPER, new Text("hello"))).isEqualTo(new Text("HELLO"));
		assertThat(this.client.executeAsync(CommandFixture.UPPER, new Text("ü\u0000\n")).join())
			.isEqualTo(new Text("Ü\u0000\n"));
		assertThat(this.client.isConnected()).isTrue();
		this.client.ping();
	}

	@Test
	void theDeclaredTypesOfParametersAndResultAreKept() {
		assertThat(this.client.execute(CommandFixture.SHAPES, List.of(new Circle(3)))).containsExactly(new Circle(3));
	}

	@Test
	void theHostKnowsWhoAsks() {
		assertThat(this.client.execute(CommandFixture.WHO, null))
			.isEqualTo("guest (pid %d)".formatted(ProcessHandle.current().pid()));
	}

	@Test
	void configurationAndSessionsAreAnswered() {
		assertThat(this.client.getConfig("archive.batch")).isEqualTo("500");
		assertThat(this.client.getConfig("archive.missing", "7")).isEqualTo("7");
		Session session = this.client.getSession("s1");
		assertThat(session.user()).isEqualTo("ada");
		assertThat(session.attributes()).isEqualTo(Map.of("role", "admin", "age", "36"));
	}

	@Test
	void anEmittedEventIsKnownToTheHostWhenTheCallReturns() {
		this.client.emitEvent("archive:progress", Map.of("done", 100));
		assertThat(this.host.events).singleElement().satisfies((event) -> {
			assertThat(event.name()).isEqualTo("archive:progress");
			assertThat(event.worker().pool()).isEqualTo("guest");
			assertThat(event.payload(Map.class)).isEqualTo(Map.of("done", 100));
			assertThat(event.id()).isNotBlank();
		});
	}

	@Test
	void aCommandThatIsNotAllowedLooksLikeOneThatDoesNotExist() {
		for (int i = 0; i < 20; i++) {
			CommandException others = failureOf(() -> this.client.execute(CommandFixture.OTHERS, null));
			CommandException unknown = failureOf(() -> this.client.execute(CommandFixture.UNKNOWN, null));
			assertThat(others.problem()).isEqualTo(CommandProblem.NOT_ALLOWED).isEqualTo(unknown.problem());
			assertThat(others.getMessage().replace("others", "unknown")).isEqualTo(unknown.getMessage());
		}
		assertThat(this.host.log.with("'others'")).singleElement()
			.asString()
			.contains("guest (pid %d)".formatted(ProcessHandle.current().pid()));
		assertThat(this.host.log.with("'unknown'")).hasSize(1);
	}

	@Test
	void configurationThatIsMissingOrNotListedOrASecretIsTheSame() {
		List<String> keys = List.of("archive.missing", "other", "archive.api-key", "PATH");
		for (int i = 0; i < 20; i++) {
			for (String key : keys) {
				CommandException failure = failureOf(() -> this.client.getConfig(key));
				assertThat(failure.problem()).isEqualTo(CommandProblem.CONFIG_UNAVAILABLE);
				assertThat(failure.getMessage()).isEqualTo("There is no configuration '%s' for this worker", key);
			}
		}
		for (String key : keys) {
			assertThat(this.host.log.with("cannot have configuration '%s'".formatted(key))).hasSize(1);
		}
		assertThat(this.host.log.with("archive.api-key").get(0)).contains("though it is listed");
	}

	@Test
	void aSecretIsKnownByItsNameHoweverItIsWritten() {
		assertThat(Stream.of("a.PassWord", "pass-word", "API_KEY", "x.to.ken", "Credentials", "clientSecret"))
			.noneMatch((name) -> CommandPermissions.secretWordsIn(name).isEmpty());
		assertThat(Stream.of("archive.batch", "spring.application.name"))
			.allMatch((name) -> CommandPermissions.secretWordsIn(name).isEmpty());
	}

	@Test
	void aSessionThatDoesNotExistIsRefused() {
		for (int i = 0; i < 20; i++) {
			assertThat(failureOf(() -> this.client.getSession("s2")).problem())
				.isEqualTo(CommandProblem.SESSION_NOT_FOUND);
		}
		assertThat(this.host.log.with("session")).hasSize(1).noneMatch((line) -> line.contains("s2"));
	}

	@Test
	void anEventOfAnotherPrefixIsRefused() {
		for (int i = 0; i < 20; i++) {
			assertThat(failureOf(() -> this.client.emitEvent("training:done", null)).problem())
				.isEqualTo(CommandProblem.NOT_ALLOWED);
		}
		assertThat(this.host.log.with("training:done")).hasSize(1);
		assertThat(this.host.events).isEmpty();
	}

	@Test
	void aFailureWithACodeTravelsAndAnyOtherDoesNot() {
		CommandException coded = failureOf(() -> this.client.execute(CommandFixture.FAIL, "coded"));
		assertThat(coded.problem()).isEqualTo(CommandProblem.FAILED);
		assertThat(coded.code()).isEqualTo("DISK_FULL");
		assertThat(coded).hasMessage("the disk is full");
		CommandException other = failureOf(() -> this.client.execute(CommandFixture.FAIL, "other"));
		assertThat(other.problem()).isEqualTo(CommandProblem.FAILED);
		assertThat(other).hasMessage("Command 'fail' failed in the host");
		assertThat(this.host.log.with("IllegalStateException")).hasSize(1);
	}

	@Test
	void parametersOfAnotherTypeAreRefusedWithoutTellingOfTheHostsClasses() {
		MessageType<Map<String, Object>, Text> wrong = MessageType.of("upper",
				new io.isolatedworkers.message.TypeRef<>() {
				}, io.isolatedworkers.message.TypeRef.of(Text.class));
		CommandException failure = failureOf(() -> this.client.execute(wrong, Map.of("text", List.of(1))));
		assertThat(failure.problem()).isEqualTo(CommandProblem.INVALID_ARGUMENTS);
		assertThat(failure.getMessage()).doesNotContain("io.isolatedworkers", "Text");
	}

	@Test
	void aThousandCommandsAtOnceAreAllAnswered() {
		List<CompletableFuture<Text>> answers = IntStream.range(0, 1_000)
			.mapToObj((number) -> this.client.executeAsync(CommandFixture.UPPER, new Text("n" + number)))
			.toList();
		for (int i = 0; i < answers.size(); i++) {
			assertThat(answers.get(i).join()).isEqualTo(new Text("N" + i));
		}
	}

	@Test
	void aCallThatTakesTooLongEndsAndIsStoppedInTheHost() throws Exception {
		try (CommandClient impatient = Commands.connect(this.router.socket(), CommandFixture.TOKEN,
				CommandClientOptions.defaults().withTimeout(Duration.ofSeconds(5)))) {
			Processes.eventually().until(impatient::isConnected);
			assertThat(failureOf(() -> impatient.execute(WAIT, null)).problem()).isEqualTo(CommandProblem.TIMEOUT);
			assertThat(this.waiting.await(30, TimeUnit.SECONDS)).isTrue();
		}
		Processes.eventually().untilAsserted(() -> assertThat(this.ended).hasValue("interrupted"));
	}

	@Test
	void anInterruptedCallerLosesItsOwnCallOnly() throws Exception {
		AtomicReference<Object> seen = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			CommandException failure = catchThrowableOfType(CommandException.class,
					() -> this.client.execute(WAIT, null));
			seen.set(failure.problem() + " " + Thread.currentThread().isInterrupted());
		});
		caller.start();
		this.waiting.await();
		caller.interrupt();
		caller.join(30_000);
		assertThat(seen).hasValue("INTERRUPTED true");
		Processes.eventually().untilAsserted(() -> assertThat(this.ended).hasValue("interrupted"));
		assertThat(this.client.execute(CommandFixture.UPPER, new Text("on"))).isEqualTo(new Text("ON"));
	}

	@Test
	void aConnectionCannotHaveMoreThanSoManyCommandsOpen() throws Exception {
		CommandFixture narrow = new CommandFixture();
		CountDownLatch open = new CountDownLatch(2);
		CountDownLatch end = new CountDownLatch(1);
		try (CommandRouter router = narrow.router().maxOpenCommands(2).command(WAIT, (nothing, worker) -> {
			open.countDown();
			end.await();
			return null;
		}).start(); CommandClient client = CommandFixture.connect(router)) {
			CompletableFuture<Void> first = client.executeAsync(WAIT, null);
			CompletableFuture<Void> second = client.executeAsync(WAIT, null);
			open.await();
			for (int i = 0; i < 5; i++) {
				assertThat(failureOf(() -> client.execute(CommandFixture.UPPER, new Text("x"))).problem())
					.isEqualTo(CommandProblem.TOO_MANY);
			}
			client.emitEvent("archive:still", null);
			end.countDown();
			CompletableFuture.allOf(first, second).join();
			assertThat(client.execute(CommandFixture.UPPER, new Text("x"))).isEqualTo(new Text("X"));
			assertThat(narrow.log.with("too many")).hasSize(1);
		}
	}

	@Test
	void aTokenIsGoodForItsWorkerOfItsPoolAndForNobodyElse() {
		CommandTicket ticket = this.router.access("archive", CommandPermissions.none().withCommands("who"))
			.ticketFor("archive-1");
		try (CommandClient worker = Commands.connect(ticket.socket(), ticket.token(),
				CommandClientOptions.defaults())) {
			assertThat(worker.execute(CommandFixture.WHO, null)).startsWith("archive-1 (pid ");
			assertThat(failureOf(() -> worker.execute(CommandFixture.UPPER, new Text("x"))).problem())
				.isEqualTo(CommandProblem.NOT_ALLOWED);
		}
		CommandTicket foreign;
		try (CommandRouter other = new CommandFixture().router().start()) {
			foreign = other.access("archive", CommandPermissions.none()).ticketFor("archive-1");
		}
		String forged = ticket.token().substring(0, ticket.token().length() - 2) + "AA";
		for (String token : List.of(foreign.token(), forged, "no such token at all", "a.b", "", "..")) {
			try (CommandClient stranger = Commands.connect(ticket.socket(), token, CommandClientOptions.defaults())) {
				assertThat(failureOf(() -> stranger.execute(CommandFixture.WHO, null)).problem()).as(token)
					.isEqualTo(CommandProblem.REFUSED);
			}
		}
		assertThat(this.host.log.with("token is not valid")).hasSize(1);
	}

	@Test
	void aPoolHasOneSetOfPermissions() {
		this.router.access("archive", CommandPermissions.none());
		this.router.access("archive", CommandPermissions.none());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.router.access("archive", CommandFixture.PERMISSIONS));
		assertThatIllegalArgumentException().isThrownBy(() -> this.router.access("guest", CommandFixture.PERMISSIONS));
	}

	@Test
	void whatIsLoggedIsBoundedAndLooksLikeNoOtherLine() {
		for (int i = 0; i < 3 * Refusals.MOST_OF_ONE; i++) {
			String name = "evil\nERROR \u2028 " + i;
			failureOf(() -> this.client.getConfig(name));
		}
		assertThat(this.host.log.with("evil")).hasSizeBetween(50, Refusals.MOST_OF_ONE)
			.noneMatch((line) -> line.contains("\n") || line.contains("\u2028"));
	}

	@Test
	void closingEndsCallsAndLeavesNothing() throws Exception {
		CompletableFuture<Void> call = this.client.executeAsync(WAIT, null);
		this.waiting.await();
		Path socket = this.router.socket();
		this.router.close();
		assertThat(failureOf(() -> {
			try {
				call.join();
			}
			catch (java.util.concurrent.CompletionException ex) {
				throw ex.getCause();
			}
		}).problem()).isEqualTo(CommandProblem.HOST_AWAY);
		assertThat(socket).doesNotExist();
		assertThat(failureOf(() -> this.client.ping()).problem()).isEqualTo(CommandProblem.HOST_AWAY);
		this.client.close();
		assertThat(failureOf(() -> this.client.ping()).problem()).isEqualTo(CommandProblem.CLOSED);
		Processes.eventually().untilAsserted(() -> {
			assertThat(this.ended).hasValue("interrupted");
			assertThat(Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive).map(Thread::getName))
				.noneMatch((name) -> name.startsWith("isolated-workers-commands")
						|| name.startsWith("isolated-workers-events") || name.startsWith("isolated-workers-handler"));
		});
	}

	@Test
	void closingLeavesNoFileDescriptors() throws Exception {
		Path descriptors = Path.of("/proc/self/fd");
		org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(descriptors));
		this.client.ping();
		long before = sockets(descriptors);
		for (int i = 0; i < 10; i++) {
			try (CommandRouter router = new CommandFixture().router().start();
					CommandClient client = CommandFixture.connect(router)) {
				client.ping();
			}
		}
		Processes.eventually().untilAsserted(() -> assertThat(sockets(descriptors)).isLessThanOrEqualTo(before));
	}

	private static long sockets(Path descriptors) throws Exception {
		try (Stream<Path> all = Files.list(descriptors)) {
			return all.filter((file) -> {
				try {
					return Files.readSymbolicLink(file).toString().startsWith("socket:");
				}
				catch (java.io.IOException ex) {
					return false;
				}
			}).count();
		}
	}

}
