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

	private int frameOffset;

	private int frameBytes;

	FrameDecoder(Framing framing, int maxFrameBytes) {
		this.framing = framing;
		this.maxFrameBytes = maxFrameBytes;
	}

	/**
	 * Changes how frames are told apart, from the next byte on.
	 */
	void framing(Framing framing) {
		this.framing = framing;
		this.searched = this.start;
	}

	/**
	 * Finds the next frame and takes as many bytes as that needs. Until the next call the
	 * frame is in {@link #buffer()}.
	 * @return {@code false} if all bytes are taken and no frame is complete
	 * @throws IOException if a frame is larger than allowed
	 */
	boolean next(ByteBuffer bytes) throws IOException {
		while (!find()) {
			if (!bytes.hasRemaining()) {
				forgetIfEmpty();
				return false;
			}
			makeRoom();
			int count = Math.min(bytes.remaining(), this.buffer.length - this.end);
			bytes.get(this.buffer, this.end, count);
			this.end += count;
		}
		return true;
	}

	byte[] buffer() {
		return this.buffer;
	}

	/** Where the frame begins. */
	int frameOffset() {
		return this.frameOffset;
	}

	int frameBytes() {
		return this.frameBytes;
	}

	/** Whether bytes of a further frame are here. */
	boolean hasMore() {
		return this.start < this.end;
	}

	private void forgetIfEmpty() {
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

	private boolean find() throws IOException {
		byte[] terminator = this.framing.terminator();
		return (terminator != null) ? findTerminated(terminator) : findPrefixed();
	}

	private boolean findPrefixed() throws IOException {
		int available = this.end - this.start - Framing.LENGTH_BYTES;
		if (available < 0) {
			return false;
		}
		int length = frameLength();
		checkLength(length);
		if (available < length) {
			return false;
		}
		this.frameOffset = this.start + Framing.LENGTH_BYTES;
		this.frameBytes = length;
		this.start = this.frameOffset + length;
		return true;
	}

	private boolean findTerminated(byte[] terminator) throws IOException {
		while (true) {
			int at = Framing.indexOf(this.buffer, this.searched, this.end, terminator);
			if (at < 0) {
				this.searched = Math.max(this.start, this.end - terminator.length + 1);
				// What may be the beginning of a terminator is not counted
				checkLength(this.searched - this.start);
				return false;
			}
			this.frameOffset = this.start;
			this.frameBytes = at - this.start;
			checkLength(this.frameBytes);
			this.start = at + terminator.length;
			this.searched = this.start;
			if (!isBlank(this.frameOffset, this.frameBytes)) {
				return true;
			}
		}
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

}
