package io.isolatedworkers.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a worker that is broken, or means harm, can do to its host.
 */
class CommandAbuseTests {

	private static final CommandPermissions EVENTS = CommandPermissions.none().withEvents("e:").withCommands("large");

	private final CommandFixture host = new CommandFixture();

	private final CountDownLatch stuck = new CountDownLatch(1);

	private CommandRouter router = this.host.router()
		.command(MessageType.withoutPayload("large", String.class), (nothing, worker) -> "x".repeat(4 * 1024 * 1024))
		.events((event) -> {
			if (event.worker().pool().equals("stuck")) {
				await(this.stuck);
			}
			this.host.events.add(event);
		})
		.start();

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@AfterEach
	void close() {
		this.stuck.countDown();
		this.router.close();
	}

	private Lines connect(String pool, String worker) throws IOException {
		return new Lines(this.router, this.router.access(pool, EVENTS).ticketFor(worker).token());
	}

	@Test
	void whoDoesNotReadItsAnswersIsDisconnected() throws IOException {
		try (Lines worker = connect("pool", "pool-1")) {
			assertThat(worker.ask("$ping", "p", "null")).contains("$pingResult");
			for (int i = 0; i < 40 && this.host.log.with("does not read its answers").isEmpty(); i++) {
				worker.tell("execute", "t" + i, "{\"command\":\"large\"}");
			}
			Processes.eventually().untilAsserted(() -> {
				worker.tellIfOpen("$ping", "p", "null");
				assertThat(this.host.log.with("does not read its answers")).hasSize(1);
			});
		}
	}

	@Test
	void aWorkerHasSoManyConnectionsAndOthersTheirOwn() throws IOException {
		List<Lines> open = new ArrayList<>();
		try {
			for (int i = 0; i < Admissions.MOST_CONNECTIONS; i++) {
				open.add(connect("pool", "pool-1"));
			}
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> connect("pool", "pool-1"))
				.withMessageContaining("TOO_MANY");
			open.add(connect("pool", "pool-2"));
			open.get(0).close();
			Processes.eventually().ignoreExceptions().untilAsserted(() -> open.add(connectOrClose()));
		}
		finally {
			for (Lines lines : open) {
				lines.close();
			}
		}
	}

	private Lines connectOrClose() throws IOException {
		try {
			return connect("pool", "pool-1");
		}
		catch (AssertionError ex) {
			throw new IOException(ex);
		}
	}

	@Test
	void aConnectionCountsAsLongAsItsCommandsRun() throws IOException {
		CountDownLatch done = new CountDownLatch(1);
		CommandPermissions waiting = CommandPermissions.none().withCommands("wait");
		try (CommandRouter other = this.host.router()
			.command(MessageType.of("wait", Void.class, Void.class), (n, w) -> {
				while (done.getCount() > 0) {
					Thread.onSpinWait();
					Thread.yield();
				}
				return null;
			})
			.start()) {
			String token = other.access("pool", waiting).ticketFor("pool-1").token();
			for (int i = 0; i < Admissions.MOST_CONNECTIONS; i++) {
				try (Lines worker = new Lines(other, token)) {
					if (i % 8 == 0) {
						worker.tell("execute", "1", "{\"command\":\"wait\"}");
						assertThat(worker.ask("$ping", "p", "null")).contains("$pingResult");
					}
				}
			}
			Processes.eventually()
				.untilAsserted(() -> assertThat(room(other, token)).isEqualTo(Admissions.MOST_CONNECTIONS - 8));
			done.countDown();
		}
	}

	/** How many connections a worker can make before it is refused one. */
	private static int room(CommandRouter router, String token) throws IOException {
		List<Lines> open = new ArrayList<>();
		try {
			while (open.size() <= Admissions.MOST_CONNECTIONS) {
				open.add(new Lines(router, token));
			}
		}
		catch (AssertionError ex) {
			assertThat(ex).hasMessageContaining("TOO_MANY");
		}
		finally {
			for (Lines lines : open) {
				lines.close();
			}
		}
		return open.size();
	}

	@Test
	void eventsThatWereGivenUpDoNotPileUpInTheHost() throws IOException {
		try (Lines worker = connect("stuck", "stuck-1")) {
			String answer = "";
			for (int i = 0; i < 2_000 && !answer.contains("TOO_MANY"); i++) {
				worker.tell("emitEvent", "t" + i, "{\"event\":\"e:x\"}");
				worker.tell("$cancel", "c" + i, "{\"tx\":\"t" + i + "\"}");
				answer = (i > 0) ? worker.answers.readLine() : "";
			}
			assertThat(answer).contains("TOO_MANY");
		}
	}

	@Test
	void workersOfOneNameInTwoPoolsDoNotWaitForEachOther() throws IOException {
		try (Lines first = connect("stuck", "w"); Lines second = connect("other", "w")) {
			first.tell("emitEvent", "1", "{\"event\":\"e:x\"}");
			assertThat(first.ask("$ping", "p", "null")).contains("$pingResult");
			second.tell("emitEvent", "1", "{\"event\":\"e:y\"}");
			Processes.eventually()
				.untilAsserted(() -> assertThat(this.host.events).extracting(WorkerEvent::name).containsExactly("e:y"));
		}
	}

	@Test
	void whoGreetsAndLeavesIsNoError() throws IOException {
		for (int i = 0; i < 300; i++) {
			SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
			socket.connect(UnixDomainSocketAddress.of(this.router.socket()));
			socket.write(ByteBuffer
				.wrap(("{\"tx\":\"1\",\"type\":\"$hello\",\"payload\":{\"protocol\":2,\"token\":\"%s\"}}\n")
					.formatted(CommandFixture.TOKEN)
					.getBytes(StandardCharsets.UTF_8)));
			socket.close();
		}
		try (Lines last = connect("pool", "pool-1")) {
			assertThat(last.ask("$ping", "p", "null")).contains("$pingResult");
		}
		assertThat(this.host.log.with("could not be dealt with")).isEmpty();
	}

	@Test
	void anEventOnceTakenLeavesNothingOfItsWorkerBehind() throws IOException {
		EventInbox inbox = new EventInbox(this.host.events::add, 1, new Refusals(this.host.log));
		try (inbox) {
			for (int i = 0; i < 100; i++) {
				inbox
					.take(new Admissions.Admission(new WorkerIdentity("p", "p-" + i, i), EVENTS),
							new Wire.EmitEvent("e:x", null, null))
					.toCompletableFuture()
					.join();
			}
			Processes.eventually().until(() -> inbox.workersThatWait() == 0);
		}
		assertThat(this.host.events).hasSize(100);
	}

	@Test
	void aDepthNearTheLargestNumberIsNotTheSmallest() {
		assertThat(CommandDepth.of(Map.of("command-depth", "2147483647")) + 1).isGreaterThan(100);
	}

	/** The protocol as lines. */
	private static final class Lines implements AutoCloseable {

		private final SocketChannel socket;

		private final BufferedReader answers;

		private Lines(CommandRouter router, String token) throws IOException {
			this.socket = SocketChannel.open(StandardProtocolFamily.UNIX);
			this.socket.connect(UnixDomainSocketAddress.of(router.socket()));
			this.answers = new BufferedReader(Channels.newReader(this.socket, StandardCharsets.UTF_8));
			String answer = ask("$hello", "h", "{\"protocol\":1,\"token\":\"%s\"}".formatted(token));
			if (!answer.contains("$helloResult")) {
				close();
			}
			assertThat(answer).contains("$helloResult");
		}

		private String ask(String type, String tx, String payload) throws IOException {
			tell(type, tx, payload);
			return this.answers.readLine();
		}

		private void tell(String type, String tx, String payload) throws IOException {
			this.socket
				.write(ByteBuffer.wrap("{\"type\":\"%s\",\"tx\":\"%s\",\"payload\":%s}\n".formatted(type, tx, payload)
					.getBytes(StandardCharsets.UTF_8)));
		}

		private void tellIfOpen(String type, String tx, String payload) {
			try {
				tell(type, tx, payload);
			}
			catch (IOException ex) {
				// disconnected
			}
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
