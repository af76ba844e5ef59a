package io.isolatedworkers.driver.process;

import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.socket.ConnectionOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * What a child process runs and how.
 */
class ChildProcessOptionsTests {

	private final WorkerCommand command = WorkerCommand.executable("node");

	@Test
	void theDefaultsAreThoseOfTheDocumentation() {
		ChildProcessOptions options = ChildProcessOptions.of(this.command);
		assertThat(options.command()).isSameAs(this.command);
		assertThat(options.jvm()).isEqualTo(JvmOptions.defaults());
		assertThat(options.commandPrefix()).isEmpty();
		assertThat(options.environment()).isEmpty();
		assertThat(options.workingDirectory()).isNull();
		assertThat(options.socketPath()).isNull();
		assertThat(options.connection().attempts()).isEqualTo(5);
		assertThat(options.hostConnectTimeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(options.disconnectBehavior()).isNull();
		assertThat(options.detached()).isFalse();
		assertThat(options.redirectOutput()).isNull();
		assertThat(options.redirectErrors()).isNull();
	}

	@Test
	void everythingCanBeChosen() {
		JvmOptions jvm = JvmOptions.builder().maxHeapBytes(1).build();
		ConnectionOptions connection = new ConnectionOptions(2, (attempt) -> Duration.ZERO);
		ChildProcessOptions options = ChildProcessOptions.builder(this.command)
			.jvm(jvm)
			.commandPrefix("nice", "-n", "10")
			.environment("A", "1")
			.environment(Map.of("B", "2"))
			.workingDirectory(Path.of("/work"))
			.socketPath(Path.of("/tmp/x.sock"))
			.connection(connection)
			.hostConnectTimeout(Duration.ZERO)
			.disconnectBehavior(DisconnectBehavior.KEEP_ALIVE)
			.detached(true)
			.redirectOutput(Redirect.DISCARD)
			.redirectErrors(Redirect.appendTo(new File("worker.log")))
			.build();
		assertThat(options).isEqualTo(new ChildProcessOptions(this.command, jvm, List.of("nice", "-n", "10"),
				Map.of("A", "1", "B", "2"), Path.of("/work"), Path.of("/tmp/x.sock"), connection, Duration.ZERO,
				DisconnectBehavior.KEEP_ALIVE, true, Redirect.DISCARD, Redirect.appendTo(new File("worker.log"))));
	}

	@Test
	void aDetachedWorkerKeepsAlive() {
		assertThat(ChildProcessOptions.builder(this.command).detached(true).build().disconnectBehavior())
			.isEqualTo(DisconnectBehavior.KEEP_ALIVE);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ChildProcessOptions.builder(this.command)
				.detached(true)
				.disconnectBehavior(DisconnectBehavior.SHUTDOWN)
				.build())
			.withMessageContaining("disconnectBehavior SHUTDOWN")
			.withMessageContaining("set it to KEEP_ALIVE");
	}

	@Test
	void theOutputOfADetachedWorkerDoesNotGoToItsHost() {
		assertThatIllegalArgumentException().isThrownBy(
				() -> ChildProcessOptions.builder(this.command).detached(true).redirectOutput(Redirect.PIPE).build())
			.withMessageContaining("redirectOutput of a detached worker is PIPE");
		assertThatIllegalArgumentException().isThrownBy(
				() -> ChildProcessOptions.builder(this.command).detached(true).redirectErrors(Redirect.INHERIT).build())
			.withMessageContaining("redirectErrors of a detached worker is INHERIT");
	}

	@Test
	void outputCannotBeReadFromAFile() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ChildProcessOptions.builder(this.command)
				.redirectOutput(Redirect.from(new File("input")))
				.build())
			.withMessageContaining("redirectOutput reads from input");
	}

	@Test
	void optionsCannotBeChanged() {
		ChildProcessOptions.Builder builder = ChildProcessOptions.builder(this.command).environment("A", "1");
		ChildProcessOptions options = builder.build();
		builder.environment("A", "2");
		assertThat(options.environment()).isEqualTo(Map.of("A", "1"));
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> options.environment().put("B", "2"));
	}

	@Test
	void aSocketPathThatIsTooLongIsRefusedWithItsLength() {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> ChildProcessOptions.builder(this.command).socketPath(Path.of("/" + "x".repeat(102))).build())
			.withMessageContaining("103 bytes")
			.withMessageContaining("102");
	}

	@Test
	void aNegativeConnectTimeoutIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(
					() -> ChildProcessOptions.builder(this.command).hostConnectTimeout(Duration.ofSeconds(-1)).build())
			.withMessageContaining("hostConnectTimeout is PT-1S");
	}

	@Test
	void aCommandIsNeeded() {
		assertThatNullPointerException().isThrownBy(() -> ChildProcessOptions.of(null)).withMessage("command");
	}

}
