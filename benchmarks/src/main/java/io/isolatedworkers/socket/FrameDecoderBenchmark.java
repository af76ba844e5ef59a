package io.isolatedworkers.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.Framing;
import io.isolatedworkers.serializer.JsonSerializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Cuts bytes that arrive together into frames; the figure is that of one frame. In this
 * package because the decoder is not public.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FrameDecoderBenchmark {

	private static final int FRAMES = 100;

	private static final int MAX_FRAME_BYTES = 1024 * 1024;

	/** How frames are told apart: by their length (2) or by a terminator (1). */
	@Param({ "1", "2" })
	public int protocol;

	/** How long each frame is. */
	@Param({ "150", "10000" })
	public int frameBytes;

	private FrameDecoder decoder = new FrameDecoder(Framing.lengthPrefixed(), MAX_FRAME_BYTES);

	private ByteBuffer bytes = ByteBuffer.allocate(0);

	/** Makes the frames. */
	@Setup
	public void prepare() {
		Framing framing = (this.protocol == 2) ? Framing.lengthPrefixed() : Framing.terminatedBy(new JsonSerializer());
		byte[] content = "x".repeat(this.frameBytes).getBytes(StandardCharsets.US_ASCII);
		this.bytes = ByteBuffer.allocateDirect(FRAMES * (this.frameBytes + 16));
		for (int i = 0; i < FRAMES; i++) {
			FrameBuffer frame = new FrameBuffer(MAX_FRAME_BYTES);
			framing.begin(frame);
			frame.write(content, 0, content.length);
			framing.end(frame);
			frame.toByteBuffers().forEach(this.bytes::put);
		}
		this.bytes.flip();
		this.decoder = new FrameDecoder(framing, MAX_FRAME_BYTES);
	}

	/**
	 * Cuts the bytes.
	 * @param frames takes the frames
	 * @throws IOException if a frame is too large
	 */
	@Benchmark
	@OperationsPerInvocation(FRAMES)
	public void feed(Blackhole frames) throws IOException {
		this.bytes.rewind();
		while (this.decoder.next(this.bytes)) {
			frames.consume(this.decoder.frameBytes());
		}
	}

}
