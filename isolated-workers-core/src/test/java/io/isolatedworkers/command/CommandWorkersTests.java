package io.isolatedworkers.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.command.CommandFixture.Text;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.testing.ShortLived;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Workers that their host started, in processes and in threads.
 */
class CommandWorkersTests {

	private static final MessageType<Void, String> AGAIN = MessageType.withoutPayload("again", String.class);

	private final CommandFixture host = new CommandFixture();

	private final AtomicReference<Worker> worker = new AtomicReference<>();

	private final AtomicReference<CommandClient> own = new AtomicReference<>();

	private final AtomicInteger calls = new AtomicInteger();

	private final CommandRouter router = this.host.router().command(AGAIN, (nothing, who) -> {
		this.calls.incrementAndGet();
		CommandClient client = this.own.get();
		return (client != null) ? client.execute(AGAIN, null) : this.worker.get().contract(Asker.class).again();
	}).start();

	private final WorkerOptions options = ShortLived.workerOptions()
		.workerData("shared settings")
		.commandAccess(this.router.access("asking", CommandFixture.PERMISSIONS.withCommands("again")))
		.build();

	@AfterEach
	void close() {
		this.router.close();
	}

	private Worker process() {
		return Worker.start("asking-1", new io.isolatedworkers.driver.process.ChildProcessDriver(),
				ShortLived.options(WorkerCommand.contract(Asker.class, AskerImpl.class)), this.options,
				io.isolatedworkers.client.WorkerObserver.NONE);
	}

	@Test
	void aProcessGetsItsTicketByItself() throws Exception {
		try (Worker started = process()) {
			Asker asker = started.contract(Asker.class);
			assertThat(asker.upper("hello")).isEqualTo("HELLO");
			assertThat(asker.who()).isEqualTo("asking-1 (pid %d)".formatted(started.pid().getAsLong()));
			assertThat(asker.data()).isEqualTo("shared settings");
			Path process = Path.of("/proc/%d".formatted(started.pid().getAsLong()));
			String token = this.router.access("asking", CommandFixture.PERMISSIONS.withCommands("again"))
				.ticketFor("asking-1")
				.token();
			assertThat(Files.readString(process.resolve("cmdline"))).doesNotContain(token);
			assertThat(Files.readString(process.resolve("environ"))).contains(token);
			assertThat(this.options.toString()).doesNotContain(token);
		}
	}

	@Test
	void aThreadGetsItsTicketByItself() {
		try (Worker started = Workers.start(new ThreadDriver(),
				ThreadOptions.contract(Asker.class, AskerImpl.class).build(), this.options)) {
			assertThat(started.contract(Asker.class).upper("hello")).isEqualTo("HELLO");
			assertThat(started.contract(Asker.class).data()).isEqualTo("shared settings");
		}
	}

	@Test
	void aWorkerWithoutCommandsIsToldSo() {
		try (Worker started = Workers.start(new ThreadDriver(),
				ThreadOptions.contract(Asker.class, AskerImpl.class).build(), WorkerOptions.defaults())) {
			assertThatExceptionOfType(RemoteWorkerException.class)
				.isThrownBy(() -> started.contract(Asker.class).upper("x"))
				.withMessageContaining("gives this worker no commands");
		}
	}

	@Test
	void aCommandThatCallsItselfThroughAWorkerIsStopped() {
		try (Worker started = process()) {
			this.worker.set(started);
			for (int i = 0; i < 3; i++) {
				this.calls.set(0);
				assertThatExceptionOfType(RemoteWorkerException.class)
					.isThrownBy(() -> started.contract(Asker.class).again())
					.satisfies((failure) -> {
						assertThat(failure.code()).isEqualTo("TOO_DEEP");
						assertThat(failure.getMessage()).doesNotContain("Exception", "io.isolatedworkers");
					});
				assertThat(this.calls).hasValue(CommandRouter.DEFAULT_MAX_DEPTH);
			}
			assertThat(this.host.log.with("in more than 8 commands")).hasSize(1);
		}
	}

	@Test
	void aCommandThatCallsItselfDirectlyIsStopped() {
		CommandPermissions again = CommandPermissions.none().withCommands("again");
		var ticket = this.router.access("direct", again).ticketFor("direct-1");
		try (CommandClient client = Commands.connect(ticket.socket(), ticket.token(),
				CommandClientOptions.defaults())) {
			this.own.set(client);
			assertThatExceptionOfType(CommandException.class).isThrownBy(() -> client.execute(AGAIN, null))
				.satisfies((failure) -> assertThat(failure.problem()).isEqualTo(CommandProblem.TOO_DEEP));
			assertThat(this.calls).hasValue(CommandRouter.DEFAULT_MAX_DEPTH);
			assertThat(this.host.log.with("in more than 8 commands")).hasSize(1);
		}
	}

	/** A contract. */
	public interface Asker {

		String upper(String text);

		String who();

		String data();

		String again();

	}

	/** Asks its host. */
	public static final class AskerImpl implements Asker, AutoCloseable {

		private final StartupData data;

		private CommandClient client;

		AskerImpl(StartupData data) {
			this.data = data;
		}

		private synchronized CommandClient client() {
			if (this.client == null) {
				this.client = Commands.connect(this.data, CommandClientOptions.defaults());
			}
			return this.client;
		}

		@Override
		public String upper(String text) {
			return client().execute(CommandFixture.UPPER, new Text(text)).text();
		}

		@Override
		public String who() {
			return client().execute(CommandFixture.WHO, null);
		}

		@Override
		public String data() {
			return this.data.workerData(TypeRef.of(String.class));
		}

		@Override
		public String again() {
			return client().execute(AGAIN, null);
		}

		@Override
		public synchronized void close() {
			if (this.client != null) {
				this.client.close();
			}
		}

	}

}
