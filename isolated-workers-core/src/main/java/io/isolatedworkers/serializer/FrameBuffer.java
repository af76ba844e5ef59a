package io.isolatedworkers.serializer;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The bytes of one frame while it is written. Grows as needed up to a limit. Not safe for
 * use by several threads.
 */
public final class FrameBuffer extends OutputStream {

	private static final int INITIAL_BYTES = 512;

	private final int maxBytes;

	private byte[] bytes;

	private int length;

	/**
	 * Makes an empty buffer.
	 * @param maxBytes how many bytes a frame may have
	 */
	public FrameBuffer(int maxBytes) {
		this.maxBytes = maxBytes;
		this.bytes = new byte[Math.min(INITIAL_BYTES, maxBytes)];
	}

	@Override
	public void write(int b) {
		ensureRoom(1);
		this.bytes[this.length++] = (byte) b;
	}

	@Override
	public void write(byte[] source, int offset, int count) {
		ensureRoom(count);
		System.arraycopy(source, offset, this.bytes, this.length, count);
		this.length += count;
	}

	/**
	 * How many bytes were written.
	 * @return the number of bytes
	 */
	public int length() {
		return this.length;
	}

	/**
	 * The bytes written so far, without a copy; valid until the next write.
	 * @return the bytes
	 */
	public ByteBuffer toByteBuffer() {
		return ByteBuffer.wrap(this.bytes, 0, this.length);
	}

	byte[] array() {
		return this.bytes;
	}

	private void ensureRoom(int count) {
		if (count > this.bytes.length - this.length) {
			long needed = (long) this.length + count;
			if (needed > this.maxBytes) {
				throw new SerializationException(
						"A frame of at least %,d bytes is larger than the limit of %,d bytes; raise maxFrameBytes or send less"
							.formatted(needed, this.maxBytes));
			}
			this.bytes = Arrays.copyOf(this.bytes,
					(int) Math.min(this.maxBytes, Math.max(needed, this.bytes.length * 2L)));
		}
	}

}
