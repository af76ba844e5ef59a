package io.isolatedworkers.driver;

import java.nio.ByteBuffer;

import com.fasterxml.jackson.annotation.JsonValue;
import io.isolatedworkers.serializer.SerializationException;

/**
 * Memory that host and worker both see, for drivers that can share it
 * ({@link SharedMemoryDriver}): as a payload, as a result or as worker data it is handed
 * over without a copy, and what one side writes the other reads. Two sides that use it at
 * the same time agree between themselves on who writes where; a message that is sent
 * after a write makes that write visible to its receiver.
 * <p>
 * Outside the Java heap, freed when neither side refers to it any more.
 */
public final class SharedBuffer {

	private final ByteBuffer memory;

	private SharedBuffer(ByteBuffer memory) {
		this.memory = memory;
	}

	/**
	 * Takes memory, filled with zeros.
	 * @param bytes how much
	 * @return the buffer
	 * @throws IllegalArgumentException if the size is negative
	 * @throws OutOfMemoryError if there is not that much, see the JVM's
	 * {@code -XX:MaxDirectMemorySize}
	 */
	public static SharedBuffer allocate(int bytes) {
		return new SharedBuffer(ByteBuffer.allocateDirect(bytes));
	}

	/**
	 * Returns a view of the whole memory, with a position and a limit of its own. Big
	 * endian, as every new {@link ByteBuffer}.
	 * @return the view
	 */
	public ByteBuffer view() {
		return this.memory.duplicate();
	}

	/**
	 * Returns how much memory it is.
	 * @return the size in bytes
	 */
	public int size() {
		return this.memory.capacity();
	}

	/** What Jackson would write in its place. */
	@JsonValue
	private Object copy() {
		throw new SerializationException(
				"A %s has no copy: hand it over by itself, over a driver that can share memory such as 'thread', or declare the type that holds it shared"
					.formatted(this));
	}

	@Override
	public String toString() {
		return "SharedBuffer of %,d bytes".formatted(size());
	}

}
