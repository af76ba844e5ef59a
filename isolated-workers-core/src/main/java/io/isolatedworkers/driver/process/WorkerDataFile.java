package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.isolatedworkers.driver.OwnerOnly;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A private file of JSON by which a worker process gets its worker data: a command line
 * can be read by all users and an environment has no room. The host removes it once the
 * worker is connected, so a worker reads it before it listens.
 *
 * @param path where it is
 * @param content what it holds
 */
record WorkerDataFile(Path path, byte[] content) {

	private static final JsonSerializer JSON = new JsonSerializer();

	/** Makes the file of a value, not yet written. */
	static WorkerDataFile of(Path path, Object value) {
		try {
			return new WorkerDataFile(path, JSON.serialize(value));
		}
		catch (Exception ex) {
			throw new IllegalArgumentException("its worker data of %s cannot be serialized: %s"
				.formatted(value.getClass().getName(), ex.getMessage()), ex);
		}
	}

	void write() throws IOException {
		Files.write(Files.createFile(this.path, OwnerOnly.file()), this.content);
	}

	void remove() throws IOException {
		Files.deleteIfExists(this.path);
	}

	static WorkerDataFile read(Path path) {
		try {
			return new WorkerDataFile(path, Files.readAllBytes(path));
		}
		catch (IOException ex) {
			throw new IllegalStateException("The worker data cannot be read from %s: %s".formatted(path, ex), ex);
		}
	}

	<T> @Nullable T as(TypeRef<T> type) {
		try {
			return JSON.deserialize(this.content, type);
		}
		catch (Exception ex) {
			throw new IllegalStateException("The worker data are not a %s: %s".formatted(type, ex.getMessage()), ex);
		}
	}

}
