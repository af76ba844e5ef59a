package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

import io.isolatedworkers.serializer.Framing;

/**
 * Cuts a stream of bytes into frames. Knows nothing of where the bytes come from or what
 * is done with the frames. Used by one thread at a time.
 */
final class FrameDecoder {

	private static final int USUAL_BYTES = 64 * 1024;

	private final int maxFrameBytes;

	private Framing framing;

	private byte[] buffer = new byte[USUAL_BYTES];

	/** Where the bytes begin that are in no frame yet. */
	private int start;

	private int end;

	/** Up to where no terminator was found. */
	private int searched;

	FrameDecoder(Framing framing, int maxFrameBytes) {
		this.framing = framing;
		this.maxFrameBytes = maxFrameBytes;
	}

	/**
	 * Changes how frames are told apart, from the next byte on. May be called while a
	 * frame is handed out.
	 */
	void framing(Framing framing) {
		this.framing = framing;
		this.searched = this.start;
	}

	/**
	 * Takes bytes and hands out the frames that are complete.
	 * @throws IOException if a frame is larger than allowed
	 */
	void feed(ByteBuffer bytes, FrameConsumer consumer) throws IOException {
		while (bytes.hasRemaining()) {
			makeRoom();
			int count = Math.min(bytes.remaining(), this.buffer.length - this.end);
			bytes.get(this.buffer, this.end, count);
			this.end += count;
			while (handOut(consumer)) {
				// the next frame may be complete too
			}
		}
		if (this.start == this.end) {
			this.start = 0;
			this.end = 0;
			this.searched = 0;
			if (this.buffer.length > USUAL_BYTES) {
				this.buffer = new byte[USUAL_BYTES];
			}
		}
	}

	private void makeRoom() {
		if (this.end < this.buffer.length) {
			return;
		}
		int length = this.end - this.start;
		int wanted = Math.max(wantedBytes(), length + 1);
		byte[] target = (wanted > this.buffer.length || length > this.buffer.length / 2)
				? new byte[Math.max(wanted, USUAL_BYTES)] : this.buffer;
		System.arraycopy(this.buffer, this.start, target, 0, length);
		this.buffer = target;
		this.searched -= this.start;
		this.start = 0;
		this.end = length;
	}

	/**
	 * How many bytes the frame that begins at the start needs, as far as that is known.
	 */
	private int wantedBytes() {
		int length = this.end - this.start;
		if (this.framing.terminator() == null && length >= Framing.LENGTH_BYTES) {
			return Framing.LENGTH_BYTES + frameLength();
		}
		return (int) Math.min(length * 2L, this.maxFrameBytes + 1024L);
	}

	private int frameLength() {
		byte[] b = this.buffer;
		int s = this.start;
		return (b[s] & 0xFF) << 24 | (b[s + 1] & 0xFF) << 16 | (b[s + 2] & 0xFF) << 8 | (b[s + 3] & 0xFF);
	}

	private boolean handOut(FrameConsumer consumer) throws IOException {
		byte[] terminator = this.framing.terminator();
		return (terminator != null) ? handOutTerminated(terminator, consumer) : handOutPrefixed(consumer);
	}

	private boolean handOutPrefixed(FrameConsumer consumer) throws IOException {
		int available = this.end - this.start - Framing.LENGTH_BYTES;
		if (available < 0) {
			return false;
		}
		int length = frameLength();
		checkLength(length);
		if (available < length) {
			return false;
		}
		int frame = this.start + Framing.LENGTH_BYTES;
		this.start = frame + length;
		consumer.onFrame(this.buffer, frame, length);
		return true;
	}

	private boolean handOutTerminated(byte[] terminator, FrameConsumer consumer) throws IOException {
		int at = Framing.indexOf(this.buffer, this.searched, this.end, terminator);
		if (at < 0) {
			this.searched = Math.max(this.start, this.end - terminator.length + 1);
			// What may be the beginning of a terminator is not counted
			checkLength(this.searched - this.start);
			return false;
		}
		int frame = this.start;
		int length = at - frame;
		checkLength(length);
		this.start = at + terminator.length;
		this.searched = this.start;
		if (!isBlank(frame, length)) {
			consumer.onFrame(this.buffer, frame, length);
		}
		return true;
	}

	private boolean isBlank(int offset, int length) {
		for (int i = offset; i < offset + length; i++) {
			byte b = this.buffer[i];
			if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
				return false;
			}
		}
		return true;
	}

	private void checkLength(int length) throws IOException {
		if (length < 0 || length > this.maxFrameBytes) {
			throw new IOException(
					"The other side sends a frame of %,d bytes or more, beginning with %s; the limit is %,d bytes (maxFrameBytes)"
						.formatted(Integer.toUnsignedLong(length), Arrays
							.toString(Arrays.copyOfRange(this.buffer, this.start, Math.min(this.end, this.start + 16))),
								this.maxFrameBytes));
		}
	}

	/**
	 * Takes frames. The bytes are valid during the call only.
	 */
	@FunctionalInterface
	interface FrameConsumer {

		void onFrame(byte[] bytes, int offset, int length);

	}

}
