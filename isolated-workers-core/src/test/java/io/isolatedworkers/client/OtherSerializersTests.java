package io.isolatedworkers.client;

import java.util.List;

import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.Serializer;
import io.isolatedworkers.serializer.SmileSerializer;
import io.isolatedworkers.testing.JavaSerializer;
import io.isolatedworkers.testing.MsgPackSerializer;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker.Person;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Both sides speak the serializer that the host was given.
 */
class OtherSerializersTests {

	static List<Serializer> serializers() {
		return List.of(new JsonSerializer(), new CborSerializer(), new SmileSerializer(), new JavaSerializer());
	}

	@ParameterizedTest
	@MethodSource("serializers")
	void recordsListsAndBytesTravel(Serializer serializer) {
		ChildProcessOptions process = ShortLived
			.options(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class));
		try (Worker worker = Workers.start(process, WorkerOptions.builder().serializer(serializer).build())) {
			TestWorker contract = worker.contract(TestWorker.class);
			Person ann = new Person("Ann", 40, List.of("Ben"));
			assertThat(contract.family(List.of(ann))).containsExactly(new Person("Hello Ann", 41, List.of("Ben")));
			byte[] zeros = new byte[70_000];
			assertThat(contract.reverse(zeros)).isEqualTo(zeros);
			assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(() -> contract.fail("no"))
				.satisfies((failure) -> assertThat(failure.code()).isEqualTo("PAINT"));
		}
	}

	@Test
	void aMismatchIsNamed() {
		assertThatTheMismatchIsNamed(WorkerOptions.defaults());
	}

	@Test
	void aMismatchIsNamedByTheWorkerItselfWhereThereIsNoHandshake() {
		assertThatTheMismatchIsNamed(WorkerOptions.builder().protocol(1).build());
	}

	private static void assertThatTheMismatchIsNamed(WorkerOptions options) {
		ChildProcessOptions process = ShortLived
			.options(WorkerCommand.mainClass("io.isolatedworkers.testing.CborMain"));
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(() -> Workers.start(process, options))
			.withMessageContaining("Serializer mismatch: host uses JsonSerializer, worker uses CborSerializer");
	}

	@Test
	void twoSerializersOfOneSimpleNameAreToldApartByTheirFullNames() {
		ChildProcessOptions process = ShortLived
			.options(WorkerCommand.mainClass("io.isolatedworkers.testing.other.OtherMsgPackMain"));
		WorkerOptions options = WorkerOptions.builder().serializer(new MsgPackSerializer()).build();
		assertThatExceptionOfType(WorkerStartException.class).isThrownBy(() -> Workers.start(process, options))
			.withMessageContaining("Serializer mismatch: both sides use a class of the name MsgPackSerializer")
			.withMessageContaining("host uses io.isolatedworkers.testing.MsgPackSerializer")
			.withMessageContaining("worker uses io.isolatedworkers.testing.other.MsgPackSerializer");
	}

}
