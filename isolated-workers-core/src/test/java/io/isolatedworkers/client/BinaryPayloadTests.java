package io.isolatedworkers.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.serializer.Framing;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.SerializationException;
import io.isolatedworkers.serializer.Serializer;
import io.isolatedworkers.serializer.SmileSerializer;
import io.isolatedworkers.testing.BinaryWorker.Bytes;
import io.isolatedworkers.testing.BinaryWorker;
import io.isolatedworkers.testing.MsgPackMain;
import io.isolatedworkers.testing.MsgPackSerializer;
import io.isolatedworkers.testing.ShortLived;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Bytes that look like the end of a frame, to a worker and back: under version 2 they
 * arrive as they are, under version 1 they arrive or are refused with the reason.
 */
class BinaryPayloadTests {

	private static final int KILOBYTE = 1024;

	private static final int MEGABYTE = 1024 * KILOBYTE;

	private static final List<Integer> FEW = List.of(1, 2, 3, 9, 10, 11, 12, 31, 32, 127, 128, 254, 255, 256, 257, 266,
			2_560, 65_534, 65_535, 65_536, 65_537);

	static List<Serializer> serializers() {
		return List.of(new MsgPackSerializer(), new JsonSerializer(), new CborSerializer(), new SmileSerializer());
	}

	private static Worker start(Serializer serializer, int protocol, int maxFrameBytes) {
		WorkerCommand command = (serializer instanceof MsgPackSerializer)
				? WorkerCommand.mainClass(MsgPackMain.class.getName())
				: WorkerCommand.contract(BinaryWorker.class, BinaryWorker.Impl.class);
		ChildProcessOptions process = ChildProcessOptions.builder(command)
			.jvm(ShortLived.jvm().maxHeapBytes(640L * MEGABYTE).build())
			.build();
		return Workers.start(process,
				ShortLived.workerOptions()
					.serializer(serializer)
					.protocol(protocol)
					.maxFrameBytes(maxFrameBytes)
					.requestTimeout(Duration.ofSeconds(60))
					.build());
	}

	private static Worker start(Serializer serializer, int protocol) {
		return start(serializer, protocol, WorkerOptions.DEFAULT_MAX_FRAME_BYTES);
	}

	/** What the buffers of reader and writer hold, a little less and a little more. */
	private static IntStream sizesAroundBuffers() {
		return Stream.of(64 * KILOBYTE, 128 * KILOBYTE, MEGABYTE)
			.flatMapToInt((size) -> IntStream.rangeClosed(-130, 10).filter((i) -> i % 3 == 0).map((i) -> size + i));
	}

	@ParameterizedTest
	@MethodSource("serializers")
	void underVersion2AllBytesArriveAsTheyAre(Serializer serializer) {
		byte terminator = serializer.terminator()[0];
		try (Worker worker = start(serializer, 2)) {
			BinaryWorker contract = worker.contract(BinaryWorker.class);
			assertThat(worker.agreement().protocol()).isEqualTo(2);
			for (Bytes kind : Bytes.values()) {
				for (int size : FEW) {
					assertTravels(contract, kind, size, terminator);
				}
			}
			sizesAroundBuffers().forEach((size) -> assertTravels(contract, Bytes.RUNS, size, terminator));
			assertTravels(contract, Bytes.RANDOM, MEGABYTE, terminator);
			assertTravels(contract, Bytes.RANDOM, 16 * MEGABYTE, terminator);
		}
	}

	private static void assertTravels(BinaryWorker contract, Bytes kind, int size, byte awkward) {
		byte[] bytes = kind.make(size, awkward);
		assertSame(contract.echo(bytes), bytes, kind.describe(size, awkward));
		assertSame(contract.make(kind.describe(size, awkward)), bytes, kind.describe(size, awkward));
	}

	private static void assertSame(byte[] actual, byte[] expected, String what) {
		// AssertJ would print megabytes
		assertThat(actual).as(what).hasSameSizeAs(expected);
		assertThat(Arrays.mismatch(actual, expected)).as("first wrong byte of %s", what).isEqualTo(-1);
	}

	@ParameterizedTest
	@MethodSource("serializers")
	void underVersion1BytesArriveAsTheyAreOrAreRefusedWithTheReason(Serializer serializer) throws Exception {
		byte awkward = serializer.terminator()[0];
		int refused = 0;
		try (Worker worker = start(serializer, 1)) {
			BinaryWorker contract = worker.contract(BinaryWorker.class);
			assertThat(worker.agreement().protocol()).isEqualTo(1);
			for (Bytes kind : Bytes.values()) {
				for (int size : FEW) {
					byte[] bytes = kind.make(size, awkward);
					if (holdsTerminator(serializer, bytes)) {
						assertRefused(contract, kind, size, awkward);
						refused++;
					}
					else {
						assertTravels(contract, kind, size, awkward);
					}
				}
			}
			// A size that holds no terminator itself
			assertTravels(contract, Bytes.NONE, MEGABYTE + 257, awkward);
			assertThat(worker.pending()).isZero();
		}
		boolean text = serializer instanceof JsonSerializer || serializer instanceof SmileSerializer;
		assertThat(refused > 0).as("%s refused %d", serializer, refused).isEqualTo(!text);
	}

	private static boolean holdsTerminator(Serializer serializer, byte[] payload) throws Exception {
		byte[] bytes = serializer.serialize(payload);
		return Framing.indexOf(bytes, 0, bytes.length, serializer.terminator()) >= 0;
	}

	private static void assertRefused(BinaryWorker contract, Bytes kind, int size, byte awkward) {
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> contract.echo(kind.make(size, awkward)))
			.as(kind.describe(size, awkward))
			.withMessageContaining("terminator")
			.withMessageContaining("version 2")
			.satisfies((failure) -> assertThat(failure.delivery()).isEqualTo(Delivery.NOT_SENT));
		assertThatExceptionOfType(RemoteWorkerException.class)
			.isThrownBy(() -> contract.make(kind.describe(size, awkward)))
			.as(kind.describe(size, awkward))
			.withMessageContaining("terminator")
			.withMessageContaining("version 2")
			.satisfies((failure) -> assertThat(failure.name()).isEqualTo(SerializationException.class.getName()));
	}

	@Test
	void aFailureWhoseStackVersion1CannotCarryArrivesWithoutIt() {
		try (Worker worker = start(new MsgPackSerializer(), 1)) {
			BinaryWorker contract = worker.contract(BinaryWorker.class);
			assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(() -> contract.fail("no paint"))
				.withMessage("no paint")
				.satisfies((failure) -> {
					assertThat(failure.name()).isEqualTo(IllegalStateException.class.getName());
					assertThat(failure.remoteStack()).isNull();
				});
			assertThatExceptionOfType(RemoteWorkerException.class).isThrownBy(() -> contract.fail("two|lines"))
				.withMessageContaining("terminator");
			assertThatExceptionOfType(RemoteWorkerException.class)
				.isThrownBy(() -> contract.make(Bytes.NONE.describe(0, (byte) 0)))
				.withMessageContaining("the result is empty");
			assertThat(contract.echo(new byte[] { 1 })).containsExactly(1);
		}
	}

	@Test
	void sixtyFourMegabytesArriveWhereTheLimitAllowsThem() {
		int size = 64 * MEGABYTE;
		try (Worker worker = start(new MsgPackSerializer(), 2, size + KILOBYTE)) {
			byte[] bytes = Bytes.RUNS.make(size, (byte) '\n');
			assertSame(worker.contract(BinaryWorker.class).echo(bytes), bytes, "64 MB");
		}
	}

	@Test
	void theDefaultLimitIsThatOfTheWholeFrame() {
		try (Worker worker = start(new MsgPackSerializer(), 2)) {
			BinaryWorker contract = worker.contract(BinaryWorker.class);
			int fitting = WorkerOptions.DEFAULT_MAX_FRAME_BYTES - KILOBYTE;
			assertSame(contract.make(Bytes.RUNS.describe(fitting, (byte) '\n')), Bytes.RUNS.make(fitting, (byte) '\n'),
					"what the default limit allows");
			byte[] tooLarge = new byte[WorkerOptions.DEFAULT_MAX_FRAME_BYTES];
			assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> contract.echo(tooLarge))
				.withMessageContaining("maxFrameBytes");
			assertThatExceptionOfType(RemoteWorkerException.class)
				.isThrownBy(() -> contract.make(Bytes.ALL.describe(tooLarge.length, (byte) '\n')))
				.withMessageContaining("maxFrameBytes");
			assertThat(contract.echo(new byte[] { '\n' })).containsExactly('\n');
		}
	}

}
