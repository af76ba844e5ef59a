package io.isolatedworkers.benchmarks.parts;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.serializer.FrameBuffer;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.Serializer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A message to bytes and back. {@code envelope} reads all but the payload, as it is done
 * for an answer that nobody waits for any more.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SerializerBenchmark {

	private static final int MAX_FRAME_BYTES = 64 * 1024 * 1024;

	private static final TypeRef<Text> TEXT = TypeRef.of(Text.class);

	/** The format. */
	@Param({ "json", "cbor" })
	public String format = "";

	/** How long the text in the payload is. */
	@Param({ "100", "100000" })
	public int characters;

	private Serializer serializer = new JsonSerializer();

	private Message message = new Message("", "", null);

	private byte[] bytes = {};

	/** Makes the message and its bytes. */
	@Setup
	public void prepare() {
		this.serializer = this.format.equals("json") ? new JsonSerializer() : new CborSerializer();
		this.message = new Message("4cf2dbe1-57ab-4d7a-8c3e-0f4cf0c7a0f1", "text",
				new Text("x".repeat(this.characters)));
		ByteBuffer encoded = encode().toByteBuffers().get(0);
		this.bytes = new byte[encoded.remaining()];
		encoded.get(this.bytes);
	}

	/**
	 * Writes the message.
	 * @return its bytes
	 */
	@Benchmark
	public FrameBuffer encode() {
		FrameBuffer buffer = new FrameBuffer(MAX_FRAME_BYTES);
		this.serializer.encode(this.message, TEXT, buffer);
		return buffer;
	}

	/**
	 * Reads the message.
	 * @return the message
	 */
	@Benchmark
	public Message decode() {
		return this.serializer.decode(this.bytes, 0, this.bytes.length, (tx, type) -> TEXT);
	}

	/**
	 * Reads the message without its payload.
	 * @return the message
	 */
	@Benchmark
	public Message envelope() {
		return this.serializer.decode(this.bytes, 0, this.bytes.length, (tx, type) -> null);
	}

	/**
	 * The payload.
	 *
	 * @param text a text
	 */
	public record Text(String text) {
	}

}
