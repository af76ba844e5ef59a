package io.isolatedworkers.socket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import io.isolatedworkers.serializer.Framing;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.testing.TerminatorOnly;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * A stream of bytes cut into frames, however the stream arrives.
 */
class FrameDecoderTests {

	private static final int MEGABYTE = 1024 * 1024;

	private static final Framing LINES = Framing.terminatedBy(new JsonSerializer());

	private final List<byte[]> received = new ArrayList<>();

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5, 6 })
	void lengthPrefixedFramesComeOutAsTheyWentIn(long seed) throws IOException {
		Random random = new Random(seed);
		List<byte[]> frames = new ArrayList<>();
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		for (int size : sizes(random, 300)) {
			byte[] frame = new byte[size];
			random.nextBytes(frame);
			frames.add(frame);
			stream.writeBytes(prefixed(frame));
		}
		feedInChunks(new FrameDecoder(Framing.lengthPrefixed(), MEGABYTE), stream.toByteArray(), random);
		assertReceived(frames);
	}

	@ParameterizedTest
	@MethodSource("terminators")
	void terminatedFramesComeOutAsTheyWentIn(String text) throws IOException {
		byte[] terminator = text.getBytes(StandardCharsets.UTF_8);
		for (long seed = 1; seed <= 4; seed++) {
			Random random = new Random(seed);
			List<byte[]> frames = new ArrayList<>();
			ByteArrayOutputStream stream = new ByteArrayOutputStream();
			for (int size : sizes(random, 150)) {
				byte[] frame = frameWithout(terminator, size, random);
				frames.add(frame);
				stream.writeBytes(frame);
				stream.writeBytes(terminator);
			}
			this.received.clear();
			// Room for the terminator, see aFrameOfTheLimitMayArriveWithHalfItsTerminator
			feedInChunks(new FrameDecoder(Framing.terminatedBy(new TerminatorOnly(text)), MEGABYTE + terminator.length),
					stream.toByteArray(), random);
			assertReceived(frames);
		}
	}

	static List<String> terminators() {
		return List.of("\n", "\r\n", "\r\n.\r\n", "aab", "zzzz");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 7, 100, 1_000_000 })
	void theFramingCanChangeInTheMiddleOfAChunk(int chunk) throws IOException {
		FrameDecoder decoder = new FrameDecoder(LINES, MEGABYTE);
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		stream.writeBytes("hello\n".getBytes(StandardCharsets.UTF_8));
		List<byte[]> frames = new ArrayList<>(List.of("hello".getBytes(StandardCharsets.UTF_8)));
		for (byte[] frame : List.of(new byte[0], new byte[] { '\n', '\n' }, new byte[5_000],
				"to lines".getBytes(StandardCharsets.UTF_8))) {
			frames.add(frame);
			stream.writeBytes(prefixed(frame));
		}
		stream.writeBytes("\n \na line\n".getBytes(StandardCharsets.UTF_8));
		frames.add("a line".getBytes(StandardCharsets.UTF_8));
		byte[] bytes = stream.toByteArray();
		for (int at = 0; at < bytes.length; at += chunk) {
			Frames.feed(decoder, ByteBuffer.wrap(bytes, at, Math.min(chunk, bytes.length - at)),
					(source, offset, length) -> {
						byte[] frame = Arrays.copyOfRange(source, offset, offset + length);
						this.received.add(frame);
						switch (new String(frame, StandardCharsets.UTF_8)) {
							case "hello" -> decoder.framing(Framing.lengthPrefixed());
							case "to lines" -> decoder.framing(LINES);
							default -> {
							}
						}
					});
		}
		assertReceived(frames);
	}

	@Test
	void blankFramesAreSkippedWhereFramesAreTerminated() throws IOException {
		feed(new FrameDecoder(LINES, 100), "\n\n  \n\t\r\n \r \na\n\n b \n");
		assertReceived(List.of(bytes("a"), bytes(" b ")));
	}

	@Test
	void emptyAndBlankFramesAreHandedOutWhereFramesHaveALength() throws IOException {
		FrameDecoder decoder = new FrameDecoder(Framing.lengthPrefixed(), 100);
		for (byte[] frame : List.of(new byte[0], bytes(" "), bytes("\n"), new byte[0])) {
			Frames.feed(decoder, ByteBuffer.wrap(prefixed(frame)), this::receive);
		}
		assertReceived(List.of(new byte[0], bytes(" "), bytes("\n"), new byte[0]));
	}

	@ParameterizedTest
	@CsvSource({ "1", "3", "100000" })
	void aFrameOfTheLimitPassesAndOneMoreByteIsRefused(int chunk) throws IOException {
		for (boolean prefixed : List.of(true, false)) {
			this.received.clear();
			byte[] fitting = new byte[1_000];
			Arrays.fill(fitting, (byte) 'x');
			byte[] tooLarge = Arrays.copyOf(fitting, 1_001);
			tooLarge[1_000] = 'x';
			FrameDecoder decoder = new FrameDecoder(prefixed ? Framing.lengthPrefixed() : LINES, 1_000);
			feed(decoder, chunk, framed(prefixed, fitting));
			feed(decoder, chunk, framed(prefixed, fitting));
			assertReceived(List.of(fitting, fitting));
			assertThatIOException().isThrownBy(() -> feed(decoder, chunk, framed(prefixed, tooLarge)))
				.withMessageContaining("%,d bytes or more".formatted(1_001))
				.withMessageContaining("the limit is %,d bytes (maxFrameBytes)".formatted(1_000));
			assertThat(this.received).hasSize(2);
		}
	}

	@Test
	void theRefusalShowsTheFirstBytes() {
		assertThatIOException()
			.isThrownBy(() -> feed(new FrameDecoder(Framing.lengthPrefixed(), 1_000), "HTTP/1.1 200"))
			.withMessageContaining("beginning with [72, 84, 84, 80, 47, 49, 46, 49,");
	}

	@ParameterizedTest
	@ValueSource(ints = { Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 100_000_001 })
	void aLengthOverTheLimitIsRefusedBeforeMemoryIsTaken(int length) {
		FrameDecoder decoder = new FrameDecoder(Framing.lengthPrefixed(), 100_000_000);
		ByteBuffer bytes = ByteBuffer.allocate(MEGABYTE).putInt(0, length);
		long before = allocated();
		assertThatIOException().isThrownBy(() -> Frames.feed(decoder, bytes, this::receive))
			.withMessageContaining("%,d bytes or more".formatted(Integer.toUnsignedLong(length)))
			.withMessageContaining("%,d bytes (maxFrameBytes)".formatted(100_000_000));
		assertThat(allocated() - before).isLessThan(10 * MEGABYTE);
		assertThat(this.received).isEmpty();
	}

	@Test
	void anEndlessLineIsRefusedWithoutTakingMuchMoreMemoryThanTheLimit() {
		FrameDecoder decoder = new FrameDecoder(LINES, 2 * MEGABYTE);
		ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
		Arrays.fill(bytes.array(), (byte) 'x');
		long before = allocated();
		assertThatIOException().isThrownBy(() -> {
			while (true) {
				Frames.feed(decoder, bytes.rewind(), this::receive);
			}
		}).withMessageContaining("maxFrameBytes");
		assertThat(allocated() - before).isLessThan(10L * MEGABYTE);
	}

	@Test
	void aPromiseOfALargeFrameTakesNoMemoryUntilItsBytesCome() throws IOException {
		FrameDecoder decoder = new FrameDecoder(Framing.lengthPrefixed(), 500_000_000);
		long before = allocated();
		Frames.feed(decoder, ByteBuffer.allocate(100).putInt(0, 400_000_000), this::receive);
		assertThat(allocated() - before).isLessThan(MEGABYTE);
	}

	@Test
	void aLargeFrameDoesNotKeepItsMemory() throws IOException {
		FrameDecoder decoder = new FrameDecoder(Framing.lengthPrefixed(), 10 * MEGABYTE);
		List<Integer> sizes = new ArrayList<>();
		Frames.feed(decoder, ByteBuffer.wrap(prefixed(new byte[8 * MEGABYTE])),
				(bytes, offset, length) -> sizes.add(bytes.length));
		Frames.feed(decoder, ByteBuffer.wrap(prefixed(new byte[8])),
				(bytes, offset, length) -> sizes.add(bytes.length));
		assertThat(sizes.get(0)).isGreaterThan(8 * MEGABYTE);
		assertThat(sizes.get(1)).isLessThan(MEGABYTE);
	}

	@Test
	void aFrameOfTheLimitMayArriveWithHalfItsTerminator() throws IOException {
		FrameDecoder decoder = new FrameDecoder(Framing.terminatedBy(new TerminatorOnly("END")), 10);
		feed(decoder, "0123456789EN");
		feed(decoder, "D");
		assertReceived(List.of(bytes("0123456789")));
	}

	private void receive(byte[] bytes, int offset, int length) {
		this.received.add(Arrays.copyOfRange(bytes, offset, offset + length));
	}

	private void feed(FrameDecoder decoder, String text) throws IOException {
		Frames.feed(decoder, ByteBuffer.wrap(bytes(text)), this::receive);
	}

	private void feed(FrameDecoder decoder, int chunk, byte[] stream) throws IOException {
		for (int at = 0; at < stream.length; at += chunk) {
			Frames.feed(decoder, ByteBuffer.wrap(stream, at, Math.min(chunk, stream.length - at)), this::receive);
		}
	}

	private void feedInChunks(FrameDecoder decoder, byte[] stream, Random random) throws IOException {
		int at = 0;
		while (at < stream.length) {
			int most = switch (random.nextInt(4)) {
				case 0 -> 1;
				case 1 -> 10;
				case 2 -> 64 * 1024;
				default -> 300_000;
			};
			int count = Math.min(1 + random.nextInt(most), stream.length - at);
			Frames.feed(decoder, ByteBuffer.wrap(stream, at, count), this::receive);
			at += count;
		}
	}

	private void assertReceived(List<byte[]> expected) {
		assertThat(this.received).hasSize(expected.size());
		for (int i = 0; i < expected.size(); i++) {
			if (!Arrays.equals(this.received.get(i), expected.get(i))) {
				assertThat(this.received.get(i)).as("frame %d", i).isEqualTo(expected.get(i));
			}
		}
	}

	private static List<Integer> sizes(Random random, int count) {
		List<Integer> sizes = new ArrayList<>(
				List.of(0, 1, 2, 0, 64 * 1024 - 4, 64 * 1024, 64 * 1024 + 1, MEGABYTE, 1));
		while (sizes.size() < count) {
			sizes.add(switch (random.nextInt(20)) {
				case 0 -> 64 * 1024 - 8 + random.nextInt(16);
				case 1 -> random.nextInt(MEGABYTE / 2);
				case 2, 3, 4, 5 -> random.nextInt(4);
				default -> random.nextInt(2_000);
			});
		}
		return sizes;
	}

	/**
	 * A frame that is not blank and looks like the terminator as much as it may.
	 */
	private static byte[] frameWithout(byte[] terminator, int size, Random random) {
		byte[] frame = new byte[Math.max(1, size)];
		for (int i = 0; i < frame.length; i++) {
			frame[i] = random.nextInt(8) == 0 ? (byte) '-' : terminator[random.nextInt(terminator.length)];
		}
		frame[0] = '-';
		byte[] whole = Arrays.copyOf(frame, frame.length + terminator.length);
		System.arraycopy(terminator, 0, whole, frame.length, terminator.length);
		int at = 0;
		while ((at = Framing.indexOf(whole, at, whole.length, terminator)) < frame.length) {
			whole[at + random.nextInt(Math.min(terminator.length, frame.length - at))] = '-';
		}
		return Arrays.copyOf(whole, frame.length);
	}

	private static byte[] framed(boolean prefixed, byte[] frame) {
		if (prefixed) {
			return prefixed(frame);
		}
		byte[] line = Arrays.copyOf(frame, frame.length + 1);
		line[frame.length] = '\n';
		return line;
	}

	private static byte[] prefixed(byte[] frame) {
		return ByteBuffer.allocate(4 + frame.length).putInt(frame.length).put(frame).array();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static long allocated() {
		return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
	}

}
