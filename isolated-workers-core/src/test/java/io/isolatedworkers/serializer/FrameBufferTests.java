package io.isolatedworkers.serializer;

import java.nio.ByteBuffer;
import java.util.Random;

import io.isolatedworkers.message.Delivery;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The bytes of a frame while it is written.
 */
class FrameBufferTests {

	@Test
	void whatIsWrittenStaysInOrderWhileItGrows() {
		byte[] source = new byte[300_000];
		new Random(1).nextBytes(source);
		FrameBuffer buffer = new FrameBuffer(source.length);
		int at = 0;
		for (int step = 1; at < source.length; step = step * 2 + 1) {
			buffer.write(source[at++]);
			int count = Math.min(step, source.length - at);
			buffer.write(source, at, count);
			at += count;
		}
		assertThat(buffer.length()).isEqualTo(source.length);
		assertThat(Codec.bytes(buffer)).isEqualTo(source);
	}

	@Test
	void theLimitItselfFits() {
		FrameBuffer buffer = new FrameBuffer(10);
		buffer.write(new byte[9], 0, 9);
		buffer.write(1);
		assertThat(buffer.length()).isEqualTo(10);
	}

	@Test
	void moreThanTheLimitIsRefusedWithBothNumbers() {
		FrameBuffer buffer = new FrameBuffer(1_000);
		buffer.write(new byte[600], 0, 600);
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> buffer.write(new byte[500], 0, 500))
			.withMessageContaining("%,d bytes".formatted(1_100))
			.withMessageContaining("%,d bytes".formatted(1_000))
			.withMessageContaining("maxFrameBytes")
			.satisfies((ex) -> assertThat(ex.delivery()).isEqualTo(Delivery.NOT_SENT));
		assertThat(buffer.length()).isEqualTo(600);
		buffer.write(new byte[400], 0, 400);
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> buffer.write(1));
	}

	@Test
	void aLimitBelowTheUsualSizeHolds() {
		FrameBuffer buffer = new FrameBuffer(0);
		assertThatExceptionOfType(SerializationException.class).isThrownBy(() -> buffer.write(1));
		assertThat(Codec.bytes(buffer)).isEmpty();
	}

	@Test
	void theBytesAreACopyThatCanBeHadTwice() {
		FrameBuffer buffer = new FrameBuffer(100, true);
		buffer.write(new byte[] { 1, 2 }, 0, 2);
		buffer.attach(ByteBuffer.wrap(new byte[] { 3, 4 }));
		assertThat(buffer.toByteArray()).containsExactly(1, 2, 3, 4);
		assertThat(buffer.toByteArray()).containsExactly(1, 2, 3, 4);
	}

}
