package io.isolatedworkers.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.isolatedworkers.driver.CommandTicket;
import io.isolatedworkers.testing.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Events that need no waiting for, while the host is there and while it is not.
 */
class CommandEventsTests {

	@TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.ALWAYS)
	private Path temporary;

	private final CommandFixture host = new CommandFixture();

	private CommandRouter start() {
		CommandRouter router = this.host.router().directory(this.temporary.resolve("host")).start();
		return router;
	}

	private CommandClientOptions storing() {
		return CommandClientOptions.defaults().withEventDirectory(this.temporary.resolve("events"));
	}

	private List<Object> payloads() {
		return this.host.events.stream().<Object>map((event) -> event.payload(Object.class)).toList();
	}

	@Test
	void anotherHostOnTheSameDirectoryKnowsTheWorkersAndGetsWhatWaited() {
		CommandRouter first = start();
		CommandTicket ticket = first.access("archive", CommandFixture.PERMISSIONS).ticketFor("archive-1");
		try (CommandClient client = Commands.connect(ticket.socket(), ticket.token(), storing())) {
			client.emitEvent("archive:begun", null);
			first.close();
			Processes.eventually().until(() -> !client.isConnected());
			for (int i = 1; i <= 500; i++) {
				client.offerEvent("archive:progress", "t1", i);
				client.offerEvent("archive:progress", "t2", -i);
			}
			client.storeEvent("t1-complete", "archive:complete", Map.of("count", 500));
			client.storeEvent("t1-complete", "archive:complete", Map.of("count", 0));
			client.storeEvent("t2-complete", "archive:complete", Map.of("count", 501));
			this.host.events.clear();
			try (CommandRouter second = start()) {
				second.access("archive", CommandFixture.PERMISSIONS);
				assertThat(second.socket()).isEqualTo(ticket.socket());
				Processes.eventually().untilAsserted(() -> assertThat(this.host.events).hasSize(4));
				assertThat(payloads()).containsSubsequence(500, -500)
					.containsSubsequence(Map.of("count", 500), Map.of("count", 501))
					.hasSize(4);
				assertThat(this.host.events).allMatch((event) -> event.worker().worker().equals("archive-1"));
				assertThat(this.host.events).extracting(WorkerEvent::id).contains("t1-complete", "t2-complete");
				Processes.eventually().untilAsserted(() -> assertThat(stored()).isEmpty());
				client.ping();
				assertThat(this.host.events).hasSize(4);
			}
		}
		assertThat(this.temporary.resolve("host/secret")).exists();
		assertThat(this.temporary.resolve("host/commands.sock")).doesNotExist();
	}

	private List<Path> stored() throws Exception {
		try (Stream<Path> files = Files.list(this.temporary.resolve("events"))) {
			return files.filter((file) -> file.toString().endsWith(".event")).toList();
		}
	}

	@Test
	void whatIsKeptIsForTheUserAlone() throws Exception {
		try (CommandRouter router = start(); CommandClient client = CommandFixture.connect(router, storing())) {
			for (String directory : List.of("host", "events")) {
				assertThat(
						PosixFilePermissions.toString(Files.getPosixFilePermissions(this.temporary.resolve(directory))))
					.isEqualTo("rwx------");
			}
			assertThat(
					PosixFilePermissions.toString(Files.getPosixFilePermissions(this.temporary.resolve("host/secret"))))
				.isEqualTo("rw-------");
			assertThatIllegalStateException().isThrownBy(this::start)
				.withMessageContaining("another has the directory");
			assertThatIllegalStateException().isThrownBy(() -> CommandFixture.connect(router, storing()))
				.withMessageContaining("another has the directory");
			client.ping();
		}
		Files.setPosixFilePermissions(this.temporary.resolve("host"), PosixFilePermissions.fromString("rwxr-x---"));
		assertThatIllegalStateException().isThrownBy(this::start).withMessageContaining("chmod it to 700");
	}

	@Test
	@Timeout(30)
	void offeringNeverWaitsForAHostThatIsStuck() {
		CountDownLatch stuck = new CountDownLatch(1);
		try (CommandRouter router = this.host.router().events((event) -> {
			if (this.host.events.isEmpty()) {
				this.host.events.add(event);
				await(stuck);
			}
			this.host.events.add(event);
		}).start(); CommandClient client = CommandFixture.connect(router)) {
			client.offerEvent("archive:progress", "first", 0);
			Processes.eventually().until(() -> !this.host.events.isEmpty());
			for (int i = 1; i <= 200_000; i++) {
				client.offerEvent("archive:progress", "k" + i % 3, i);
			}
			assertThat(this.host.events).hasSize(1);
			stuck.countDown();
			Processes.eventually().untilAsserted(() -> assertThat(this.host.events).hasSize(5));
			assertThat(payloads()).containsExactly(0, 0, 199_999, 200_000, 199_998);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void offersAreKeptUpToALimitTheLatestOnes() {
		OfferedEvents offered = new OfferedEvents();
		IntStream.range(0, OfferedEvents.MOST + 100).forEach((i) -> offered.offer("e", "k" + i, i));
		assertThat(offered.size()).isEqualTo(OfferedEvents.MOST);
		assertThat(offered.dropped()).isEqualTo(100);
		assertThat(offered.next()).isEqualTo(new OfferedEvents.Key("e", "k100"));
	}

	@Test
	void anOfferWhoseListenerFailsDoesNotKeepTheOthers() {
		try (CommandRouter router = this.host.router().events((event) -> {
			if (event.name().equals("archive:bad")) {
				throw new IllegalStateException("never");
			}
			this.host.events.add(event);
		}).start(); CommandClient client = CommandFixture.connect(router)) {
			client.offerEvent("archive:bad", "k", 1);
			client.offerEvent("archive:good", "k", 2);
			Processes.eventually().untilAsserted(() -> assertThat(payloads()).containsExactly(2));
		}
	}

	@Test
	void threadsThatAreInterruptedByMistakeGoOn() {
		try (CommandRouter router = this.host.router().start(); CommandClient client = CommandFixture.connect(router)) {
			client.ping();
			List<Thread> threads = Thread.getAllStackTraces()
				.keySet()
				.stream()
				.filter((thread) -> thread.getName().startsWith("isolated-workers-commands-events")
						|| thread.getName().startsWith("isolated-workers-commands-connect"))
				.toList();
			assertThat(threads).hasSizeGreaterThanOrEqualTo(2);
			threads.forEach(Thread::interrupt);
			client.offerEvent("archive:progress", "k", 1);
			Processes.eventually().untilAsserted(() -> assertThat(payloads()).contains(1));
			Processes.eventually().until(client::isConnected);
			assertThat(threads).allMatch(Thread::isAlive);
		}
	}

	@Test
	void aCommandThatIsCancelledBeforeTheHostIsThereIsNotSent() {
		Path directory = this.temporary.resolve("host");
		AtomicInteger executed = new AtomicInteger();
		try (CommandClient client = Commands.connect(directory.resolve("commands.sock"), CommandFixture.TOKEN,
				CommandClientOptions.defaults())) {
			client.executeAsync(CommandFixture.UNKNOWN, null).cancel(true);
			try (CommandRouter router = CommandRouter.builder()
				.directory(directory)
				.guest("guest", CommandFixture.TOKEN, CommandPermissions.none().withCommands("unknown", "who"))
				.command(CommandFixture.UNKNOWN, (nothing, worker) -> "ran " + executed.incrementAndGet())
				.command(CommandFixture.WHO, (nothing, worker) -> worker.worker())
				.start()) {
				client.execute(CommandFixture.WHO, null);
				assertThat(executed).hasValue(0);
			}
		}
	}

	@Test
	void offersThatWaitAreSentWhenTheClientIsClosed() {
		try (CommandRouter router = this.host.router().start()) {
			CommandClient client = CommandFixture.connect(router);
			client.ping();
			IntStream.range(0, 100).forEach((i) -> client.offerEvent("archive:progress", "k" + i, i));
			client.close();
			assertThat(payloads())
				.containsExactlyElementsOf(IntStream.range(0, 100).<Object>mapToObj((i) -> i).toList());
		}
	}

	@Test
	void anEventThatIsRefusedIsPutAsideAndOneThatFailsIsSentAgain() throws Exception {
		AtomicInteger attempts = new AtomicInteger();
		try (CommandRouter router = this.host.router().events((event) -> {
			if (attempts.incrementAndGet() < 3) {
				throw new IllegalStateException("the database is down");
			}
			this.host.events.add(event);
		}).start(); CommandClient client = CommandFixture.connect(router, storing())) {
			client.storeEvent("e0", "training:done", null);
			client.storeEvent("e1", "archive:done", null);
			client.offerEvent("training:progress", "x", 1);
			Processes.eventually().untilAsserted(() -> assertThat(this.host.events).hasSize(1));
			assertThat(this.host.events.get(0).id()).isEqualTo("e1");
			assertThat(attempts).hasValue(3);
			Processes.eventually().untilAsserted(() -> assertThat(stored()).isEmpty());
			assertThat(this.temporary.resolve("events/refused")).isDirectoryContaining("glob:**.event");
			assertThat(this.host.log.with("database is down")).isEmpty();
			assertThat(this.host.log.with("IllegalStateException")).hasSize(1);
		}
	}

	@Test
	void anEventWhosePayloadTheHostCannotReadIsNotSentForEver() {
		try (CommandRouter router = this.host.router()
			.events((event) -> event.payload(CommandFixture.Text.class))
			.start(); CommandClient client = CommandFixture.connect(router, storing())) {
			client.storeEvent("e1", "archive:done", List.of(1, 2));
			Processes.eventually().untilAsserted(() -> assertThat(stored()).isEmpty());
			assertThatExceptionOfType(CommandException.class).isThrownBy(() -> client.emitEvent("archive:x", 7))
				.satisfies((failure) -> assertThat(failure.problem()).isEqualTo(CommandProblem.INVALID_ARGUMENTS));
		}
	}

	@Test
	void theFirstConnectionIsAwaitedUpToTheTimeout() {
		Path nowhere = this.temporary.resolve("no.sock");
		try (CommandClient client = Commands.connect(nowhere, CommandFixture.TOKEN,
				CommandClientOptions.defaults().withTimeout(Duration.ofMillis(300)))) {
			assertThatExceptionOfType(CommandException.class).isThrownBy(client::ping)
				.satisfies((failure) -> assertThat(failure.problem()).isEqualTo(CommandProblem.HOST_AWAY));
			assertThatExceptionOfType(java.util.concurrent.CompletionException.class)
				.isThrownBy(() -> client.executeAsync(CommandFixture.WHO, null).join())
				.withCauseInstanceOf(CommandException.class);
			assertThat(client.getConfig("archive.batch", "9")).isEqualTo("9");
			client.offerEvent("archive:progress", "x", 1);
			assertThatIllegalStateException().isThrownBy(() -> client.storeEvent("e", "archive:done", null));
		}
	}

	@Test
	void aHostThatComesLaterIsFound() {
		Path directory = this.temporary.resolve("host");
		try (CommandClient client = Commands.connect(directory.resolve("commands.sock"), CommandFixture.TOKEN,
				CommandClientOptions.defaults())) {
			client.offerEvent("archive:progress", "x", 1);
			try (CommandRouter router = start()) {
				client.ping();
				Processes.eventually().untilAsserted(() -> assertThat(payloads()).containsExactly(1));
			}
		}
	}

}
