package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;

import io.isolatedworkers.testing.TerminatorOnly;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What makes bytes a frame.
 */
class FramingTests {

	@Test
	void theLengthIsWrittenBigEndianBeforeTheFrame() {
		Framing framing = Framing.lengthPrefixed();
		assertThat(framing.terminator()).isNull();
		assertThat(frame(framing, new byte[0])).containsExactly(0, 0, 0, 0);
		assertThat(frame(framing, new byte[] { 7, '\n' })).containsExactly(0, 0, 0, 2, 7, '\n');
		byte[] large = frame(framing, new byte[0x010203]);
		assertThat(large).hasSize(0x010203 + 4).startsWith(0, 1, 2, 3);
	}

	@Test
	void theTerminatorIsWrittenAfterTheFrame() {
		Framing framing = Framing.terminatedBy(new TerminatorOnly("END"));
		assertThat(framing.terminator()).isEqualTo("END".getBytes(StandardCharsets.UTF_8));
		assertThat(frame(framing, "text".getBytes(StandardCharsets.UTF_8)))
			.isEqualTo("textEND".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void aMessageThatHoldsTheTerminatorIsRefusedWithAnExplanation() {
		Framing framing = Framing.terminatedBy(new TerminatorOnly("END"));
		for (String text : new String[] { "END", "xEND", "xENDx", "EENDx" }) {
			assertThatExceptionOfType(SerializationException.class)
				.isThrownBy(() -> frame(framing, text.getBytes(StandardCharsets.UTF_8)))
				.withMessageContaining("terminator at byte " + text.indexOf("END"))
				.withMessageContaining("version 1 cannot carry")
				.withMessageContaining("version 2");
		}
		assertThat(frame(framing, "ENEND".substring(0, 4).getBytes(StandardCharsets.UTF_8)))
			.isEqualTo("ENENEND".getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void lengthPrefixedFramesMayHoldAnyBytes() {
		byte[] zeros = new byte[100];
		assertThat(frame(Framing.lengthPrefixed(), zeros)).hasSize(104).endsWith(zeros);
	}

	@Test
	void aTerminatorIsFoundWhereItBegins() {
		byte[] bytes = "aabaabc".getBytes(StandardCharsets.UTF_8);
		assertThat(indexOf(bytes, 0, 7, "aabc")).isEqualTo(3);
		assertThat(indexOf(bytes, 0, 6, "aabc")).isEqualTo(-1);
		assertThat(indexOf(bytes, 4, 7, "aabc")).isEqualTo(-1);
		assertThat(indexOf(bytes, 0, 7, "aab")).isZero();
		assertThat(indexOf(bytes, 1, 7, "aab")).isEqualTo(3);
		assertThat(indexOf(bytes, 6, 7, "c")).isEqualTo(6);
		assertThat(indexOf(bytes, 7, 7, "c")).isEqualTo(-1);
		assertThat(indexOf(bytes, 0, 0, "a")).isEqualTo(-1);
		assertThat(indexOf(new byte[2], 0, 2, "long terminator")).isEqualTo(-1);
	}

	@Test
	void aMessageWhoseEndMakesTheTerminatorBeginEarlierIsRefused() {
		Framing framing = Framing.terminatedBy(new TerminatorOnly("\n\n"));
		assertThatExceptionOfType(SerializationException.class)
			.isThrownBy(() -> frame(framing, "text\n".getBytes(StandardCharsets.UTF_8)))
			.withMessageContaining("terminator");
	}

	private static int indexOf(byte[] bytes, int from, int to, String terminator) {
		return Framing.indexOf(bytes, from, to, terminator.getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] frame(Framing framing, byte[] content) {
		FrameBuffer buffer = new FrameBuffer(1_000_000);
		framing.begin(buffer);
		buffer.write(content, 0, content.length);
		framing.end(buffer);
		return Codec.bytes(buffer);
	}

}
