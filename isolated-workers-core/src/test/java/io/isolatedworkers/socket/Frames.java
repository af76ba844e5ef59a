package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes all frames out of some bytes.
 */
final class Frames {

	private Frames() {
	}

	static void feed(FrameDecoder decoder, ByteBuffer bytes, Consumer consumer) throws IOException {
		while (decoder.next(bytes)) {
			consumer.onFrame(decoder.buffer(), decoder.frameOffset(), decoder.frameBytes());
		}
	}

	@FunctionalInterface
	interface Consumer {

		void onFrame(byte[] bytes, int offset, int length);

	}

}
