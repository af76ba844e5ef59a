package io.isolatedworkers.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorker.Person;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A worker that knows nothing of this library speaks version 1 of the protocol.
 */
class NodeWorkerTests {

	private static final Path SCRIPT = Path.of("..", "docs", "examples", "node-worker.mjs");

	@BeforeAll
	static void requireNode() {
		Assumptions.assumeTrue(NodeWorkerTests::hasNode, "Node is not installed");
	}

	private static boolean hasNode() {
		try {
			return new ProcessBuilder("node", "--version").start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aNodeScriptAnswersAContract() {
		try (Worker worker = Workers.start(WorkerCommand.executable("node", SCRIPT.toString()))) {
			assertThat(worker.agreement().protocol()).isEqualTo(1);
			TestWorker contract = worker.contract(TestWorker.class);
			assertThat(contract.greet(new Person("Ann", 40, List.of("Ben"))))
				.isEqualTo(new Person("Hello Ann", 41, List.of("Ben")));
			assertThat(contract.pid()).isEqualTo(worker.pid().getAsLong());
			assertThat(contract.echo("ü\n€")).isEqualTo("ü\n€");
			assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(() -> contract.fail("no paint"))
				.withMessage("no paint")
				.satisfies((failure) -> {
					assertThat(failure.name()).isEqualTo("TypeError");
					assertThat(failure.remoteStack()).contains("node-worker.mjs");
				});
			MessageType<Void, String> unknown = MessageType.withoutPayload("unknown", String.class);
			assertThat(worker.send(unknown)).failsWithin(java.time.Duration.ofSeconds(30))
				.withThrowableThat()
				.withMessageContaining("Unknown message type: unknown");
		}
	}

}
