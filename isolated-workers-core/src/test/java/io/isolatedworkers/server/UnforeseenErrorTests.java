package io.isolatedworkers.server;

import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.testing.Troubled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Errors where nobody expects them: the request is answered with what happened, and its
 * worker lives on.
 */
@ParameterizedClass
@EnumSource
class UnforeseenErrorTests {

	@Parameter
	private Where where;

	private Worker worker;

	private Troubled troubled;

	@BeforeEach
	void start() {
		this.worker = switch (this.where) {
			case PROCESS -> Workers.start(WorkerCommand.contract(Troubled.class, Troubled.Impl.class));
			case THREAD -> Workers.start(new ThreadDriver(),
					ThreadOptions.contract(Troubled.class, Troubled.Impl.class).build(), WorkerOptions.defaults());
		};
		this.troubled = this.worker.contract(Troubled.class);
	}

	@AfterEach
	void stillAnswers() {
		try (Worker open = this.worker) {
			assertThat(open.isActive()).isTrue();
			assertThat(this.troubled.echo("alive")).isEqualTo("alive");
		}
	}

	private void assertThatItFailsWith(String message, Function<Troubled, ?> call) {
		assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(() -> call.apply(this.troubled))
			.withMessageContaining(message);
	}

	@Test
	void inAResultThatIsWritten() {
		assertThatItFailsWith("cannot be written", Troubled::unwritable);
	}

	@Test
	void inAPayloadThatIsRead() {
		assertThatItFailsWith("com/example/Missing", (contract) -> contract.read(new Troubled.Unreadable()));
	}

	@Test
	void inWhatAnExceptionSays() {
		assertThatItFailsWith("", Troubled::speechless);
	}

	@Test
	void inAStageOfTheUsersOwnMaking() {
		assertThatItFailsWith("asked too early", (contract) -> {
			try {
				return contract.reluctant().toCompletableFuture().join();
			}
			catch (CompletionException ex) {
				throw (RuntimeException) ex.getCause();
			}
		});
	}

	enum Where {

		PROCESS, THREAD

	}

}
