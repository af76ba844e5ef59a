package io.isolatedworkers.client;

import java.util.List;

import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorker.Person;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A worker process answers what is asked through a contract.
 */
class WorkerTests {

	private static Worker worker;

	private static TestWorker contract;

	@BeforeAll
	static void start() {
		worker = Workers.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class));
		contract = worker.contract(TestWorker.class);
	}

	@AfterAll
	static void close() {
		worker.close();
	}

	@Test
	void recordsAndListsTravelBothWays() {
		Person ann = new Person("Ann", 40, List.of("Ben", "Cleo"));
		assertThat(contract.greet(ann)).isEqualTo(new Person("Hello Ann", 41, List.of("Ben", "Cleo")));
		assertThat(contract.family(List.of(ann, ann))).hasSize(2).allMatch((person) -> person.age() == 41);
	}

	@Test
	void bytesTravelBothWays() {
		byte[] bytes = new byte[100_000];
		bytes[0] = 1;
		assertThat(contract.reverse(bytes)[99_999]).isEqualTo((byte) 1);
	}

	@Test
	void aCallWithoutPayloadAndWithoutResultReturns() {
		contract.nothing("anything");
		assertThat(contract.pid()).isEqualTo(worker.pid().getAsLong()).isNotEqualTo(ProcessHandle.current().pid());
	}

	@Test
	void anAsynchronousMethodIsAnsweredLater() throws Exception {
		assertThat(contract.later(21).toCompletableFuture().get()).isEqualTo(42);
	}

	@Test
	void aFailureOfTheHandlerArrivesWithMessageNameStackCodeAndCause() {
		assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(() -> contract.fail("no paint left"))
			.withMessage("no paint left")
			.satisfies((failure) -> {
				assertThat(failure.name()).endsWith("PaintException");
				assertThat(failure.code()).isEqualTo("PAINT");
				assertThat(failure.remoteStack()).contains("TestWorkerImpl.fail");
				assertThat(failure.getCause()).hasMessage("the brush is broken");
				assertThat(failure.getStackTrace())
					.anyMatch((frame) -> frame.getClassName().equals(getClass().getName()));
			});
	}

	@Test
	void aResultThatCannotBeSerializedBecomesAFailure() {
		assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(contract::unserializable)
			.withMessageContaining("cannot be serialized");
	}

}
