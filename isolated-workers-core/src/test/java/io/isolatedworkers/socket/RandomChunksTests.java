package io.isolatedworkers.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.Framing;
import io.isolatedworkers.serializer.SerializationException;
import io.isolatedworkers.testing.TerminatorOnly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Nothing is ever cut or merged: whatever messages are sent, and in whatever pieces the
 * stream arrives, each message that was not refused comes out once, whole and in order.
 * Each case follows from its seed, which a failure names.
 */
class RandomChunksTests {

	private static final int MAX_FRAME = 1024 * 1024;

	private static final int FIXED_SEEDS = 2_000;

	private static final int RANDOM_SEEDS = 500;

	private static final int SOCKET_ROUNDS = 150;

	private static LongStream seeds(int fixed, int random) {
		return LongStream.concat(LongStream.range(0, fixed), new Random().longs(random));
	}

	@Test
	void everyMessageComesOutOfTheDecoderOnceWholeAndInOrder() {
		seeds(FIXED_SEEDS, RANDOM_SEEDS).forEach((seed) -> {
			Case random = new Case(seed);
			List<byte[]> received = new ArrayList<>();
			FrameDecoder decoder = new FrameDecoder(random.framing, MAX_FRAME);
			for (ByteBuffer chunk : random.chunks()) {
				feed(decoder, chunk, received);
			}
			random.assertReceived(received);
		});
	}

	@Test
	void aStreamMayBeCutAtAnyByte() {
		seeds(60, 20).forEach((seed) -> {
			Case random = new Case(seed);
			byte[] stream = Arrays.copyOf(random.stream, Math.min(random.stream.length, 3_000));
			List<byte[]> whole = new ArrayList<>();
			feed(new FrameDecoder(random.framing, MAX_FRAME), ByteBuffer.wrap(stream), whole);
			for (int cut = 1; cut < stream.length; cut++) {
				List<byte[]> received = new ArrayList<>();
				FrameDecoder decoder = new FrameDecoder(random.framing, MAX_FRAME);
				feed(decoder, ByteBuffer.wrap(stream, 0, cut), received);
				feed(decoder, ByteBuffer.wrap(stream, cut, stream.length - cut), received);
				assertSame(received, whole, "%s, cut at %d".formatted(random, cut));
			}
		});
	}

	private static void feed(FrameDecoder decoder, ByteBuffer chunk, List<byte[]> received) {
		try {
			Frames.feed(decoder, chunk,
					(bytes, offset, length) -> received.add(Arrays.copyOfRange(bytes, offset, offset + length)));
		}
		catch (IOException ex) {
			throw new AssertionError("the decoder refused a message that was sent", ex);
		}
	}

	@ParameterizedTest
	@MethodSource("socketSeeds")
	void everyMessageArrivesThroughASocketThatIsWrittenInPieces(long seed) throws Exception {
		Case random = new Case(seed);
		try (SocketPair sockets = SocketPair.open()) {
			Receiver receiver = new Receiver();
			Connection connection = new Connection("chunks", sockets.one(), random.framing, MAX_FRAME);
			connection.start(receiver);
			for (ByteBuffer chunk : random.chunks()) {
				while (chunk.hasRemaining()) {
					sockets.other().write(chunk);
				}
			}
			sockets.other().close();
			assertThat(receiver.closed.await(30, TimeUnit.SECONDS)).as("%s", random).isTrue();
			random.assertReceived(List.copyOf(receiver.frames));
		}
	}

	@ParameterizedTest
	@MethodSource("socketSeeds")
	void everyMessageArrivesThroughASocketThatIsReadInPieces(long seed) throws Exception {
		Case random = new Case(seed);
		try (SocketPair sockets = SocketPair.open()) {
			Receiver sender = new Receiver();
			Connection connection = new Connection("chunks", sockets.one(), random.framing, MAX_FRAME);
			connection.start(sender);
			for (FrameBuffer frame : random.frames) {
				connection.write(frame);
			}
			byte[] stream = random.read(sockets.other());
			assertThat(Arrays.mismatch(stream, random.stream)).as("first wrong byte of %s", random).isEqualTo(-1);
			connection.close();
			assertThat(sender.closed.await(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	static LongStream socketSeeds() {
		return seeds(SOCKET_ROUNDS, SOCKET_ROUNDS / 5);
	}

	private static void assertSame(List<byte[]> actual, List<byte[]> expected, String what) {
		assertThat(actual).as(what).hasSameSizeAs(expected);
		for (int i = 0; i < actual.size(); i++) {
			assertThat(Arrays.mismatch(actual.get(i), expected.get(i)))
				.as("first wrong byte of message %d of %s", i, what)
				.isEqualTo(-1);
		}
	}

	/** Messages, and the stream they make. */
	private static final class Case {

		private static final List<String> TERMINATORS = List.of("\n", "\0\0", "\r\n", "aba", "aaaa", "\n\n");

		private final long seed;

		private final Random random;

		private final Framing framing;

		private final String terminator;

		private final List<byte[]> messages = new ArrayList<>();

		private final List<FrameBuffer> frames = new ArrayList<>();

		private final byte[] stream;

		private Case(long seed) {
			this.seed = seed;
			this.random = new Random(seed);
			this.terminator = TERMINATORS.get(this.random.nextInt(TERMINATORS.size()));
			this.framing = this.random.nextBoolean() ? Framing.lengthPrefixed()
					: Framing.terminatedBy(new TerminatorOnly(this.terminator));
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			for (int count = this.random.nextInt(20); count >= 0; count--) {
				send(message(), bytes);
			}
			this.stream = bytes.toByteArray();
		}

		private void send(byte[] message, ByteArrayOutputStream bytes) {
			FrameBuffer frame = new FrameBuffer(MAX_FRAME);
			this.framing.begin(frame);
			frame.write(message, 0, message.length);
			try {
				this.framing.end(frame);
			}
			catch (SerializationException ex) {
				assertThat(this.framing.terminator()).as("%s: %s", this, ex.getMessage()).isNotNull();
				return;
			}
			this.frames.add(frame);
			frame.toByteBuffers().forEach((part) -> bytes.write(part.array(), part.position(), part.remaining()));
			if (this.framing.terminator() == null || !new String(message).isBlank()) {
				this.messages.add(message);
			}
		}

		/**
		 * Of few bytes and pieces of the terminator, so that it is often met or missed.
		 */
		private byte[] message() {
			int size = switch (this.random.nextInt(40)) {
				case 0 -> 64 * 1024 - 10 + this.random.nextInt(20);
				case 1 -> this.random.nextInt(200_000);
				case 2, 3, 4, 5, 6, 7 -> 0;
				default -> this.random.nextInt(40);
			};
			byte[] bytes = new byte[size];
			int strange = 1 + this.random.nextInt(12);
			for (int i = 0; i < size; i++) {
				bytes[i] = (byte) ((this.random.nextInt(strange) == 0)
						? this.terminator.charAt(this.random.nextInt(this.terminator.length()))
						: 'a' + this.random.nextInt(3));
			}
			return bytes;
		}

		private List<ByteBuffer> chunks() {
			List<ByteBuffer> chunks = new ArrayList<>();
			int usual = 1 + this.random.nextInt(200);
			int at = 0;
			while (at < this.stream.length) {
				int most = switch (this.random.nextInt(8)) {
					case 0 -> 1;
					case 1 -> 200_000;
					default -> (this.stream.length < 50_000) ? usual : 1_000 * usual;
				};
				int count = Math.min(1 + this.random.nextInt(most), this.stream.length - at);
				chunks.add(ByteBuffer.wrap(this.stream, at, count));
				at += count;
			}
			return chunks;
		}

		private byte[] read(SocketChannel channel) throws IOException {
			ByteBuffer all = ByteBuffer.allocate(this.stream.length);
			while (all.hasRemaining()) {
				all.limit(Math.min(all.capacity(), all.position() + 1 + this.random.nextInt(100_000)));
				if (channel.read(all) < 0) {
					break;
				}
				all.limit(all.capacity());
			}
			return Arrays.copyOf(all.array(), all.position());
		}

		private void assertReceived(List<byte[]> received) {
			assertSame(received, this.messages, toString());
		}

		@Override
		public String toString() {
			return "seed " + this.seed;
		}

	}

	private static final class Receiver implements Connection.Handler {

		private final Queue<byte[]> frames = new ConcurrentLinkedQueue<>();

		private final CountDownLatch closed = new CountDownLatch(1);

		@Override
		public void onFrame(byte[] bytes, int offset, int length) {
			this.frames.add(Arrays.copyOfRange(bytes, offset, offset + length));
		}

		@Override
		public void onClosed(IOException reason) {
			this.closed.countDown();
		}

	}

}
