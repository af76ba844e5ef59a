package io.isolatedworkers.serializer;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes of one frame while it is written. Grows as needed up to a limit. Not safe for
 * use by several threads.
 */
public final class FrameBuffer extends OutputStream {

	private static final int INITIAL_BYTES = 512;

	/** Room for what ends a message behind a long text. */
	private static final int SPARE_BYTES = 512;

	private final int maxBytes;

	private byte[] bytes;

	private int length;

	private final List<ByteBuffer> attachments = new ArrayList<>(0);

	private int attachedBytes;

	private final boolean takesAttachments;

	/**
	 * Makes an empty buffer.
	 * @param maxBytes how many bytes a frame may have
	 */
	public FrameBuffer(int maxBytes) {
		this(maxBytes, false);
	}

	/**
	 * Makes an empty buffer.
	 * @param maxBytes how many bytes a frame may have
	 * @param takesAttachments whether bytes may stand behind the message instead of in it
	 */
	public FrameBuffer(int maxBytes, boolean takesAttachments) {
		this.takesAttachments = takesAttachments;
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
	 * Whether {@link #attach} may be called.
	 * @return {@code true} if the other side knows attachments
	 */
	public boolean takesAttachments() {
		return this.takesAttachments;
	}

	/**
	 * Puts bytes behind the message, without a copy. They must not change until they are
	 * sent.
	 * @param bytes the bytes
	 */
	public void attach(ByteBuffer bytes) {
		checkLimit((long) this.length + this.attachedBytes + bytes.remaining());
		this.attachedBytes += bytes.remaining();
		this.attachments.add(bytes.duplicate());
	}

	/**
	 * How many bytes were written and attached.
	 * @return the number of bytes
	 */
	public int length() {
		return this.length + this.attachedBytes;
	}

	/**
	 * The frame's bytes in order, without a copy; valid until the next write.
	 * @return the bytes
	 */
	public List<ByteBuffer> toByteBuffers() {
		ByteBuffer own = ByteBuffer.wrap(this.bytes, 0, this.length);
		if (this.attachments.isEmpty()) {
			return List.of(own);
		}
		List<ByteBuffer> all = new ArrayList<>(this.attachments.size() + 1);
		all.add(own);
		all.addAll(this.attachments);
		return all;
	}

	/**
	 * The frame's bytes in order, as a copy; for ways to send them that are no channel.
	 * @return the bytes
	 */
	public byte[] toByteArray() {
		ByteBuffer all = ByteBuffer.allocate(length());
		for (ByteBuffer part : toByteBuffers()) {
			all.put(part.duplicate());
		}
		return all.array();
	}

	byte[] array() {
		return this.bytes;
	}

	/** Where the next byte is written to. */
	int position() {
		return this.length;
	}

	/**
	 * Makes room for those who write into the array themselves, from {@link #position()}
	 * on.
	 * @return the array, until more room is needed
	 */
	byte[] room(int count) {
		ensureRoom(count);
		return this.bytes;
	}

	/** Says up to where the array was written. */
	void position(int end) {
		this.length = end;
	}

	private void ensureRoom(int count) {
		if (count > this.bytes.length - this.length) {
			long needed = (long) this.length + count;
			checkLimit(needed);
			this.bytes = Arrays.copyOf(this.bytes,
					(int) Math.min(this.maxBytes, Math.max(needed + SPARE_BYTES, this.bytes.length * 2L)));
		}
	}

	private void checkLimit(long needed) {
		if (needed > this.maxBytes) {
			throw new SerializationException(
					"A frame of at least %,d bytes is larger than the limit of %,d bytes; raise maxFrameBytes or send less"
						.formatted(needed, this.maxBytes));
		}
	}

}
