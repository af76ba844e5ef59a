package io.isolatedworkers.driver;

import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Where a worker is that outlives its host: enough for a later host to find it and to be
 * sure that it is the one. Holds the worker's secret: whoever reads it can use and end
 * the worker, so keep it where only this user can read.
 *
 * @param name the worker's name in logs and errors
 * @param driver the name of the driver that started it
 * @param socketPath where it listens
 * @param pid its process id
 * @param startedAt when its process was started, as the system tells; {@code null} where
 * it does not. A process of the same id that was started at another time is another one
 * @param token the secret it expects, {@code null} if it speaks version 1 of the protocol
 */
public record WorkerAddress(String name, String driver, Path socketPath, long pid, @Nullable Instant startedAt,
		@Nullable String token) {

	/**
	 * Writes the address as JSON.
	 * @return one JSON object on one line
	 */
	public String toJson() {
		StringWriter text = new StringWriter();
		try (JsonGenerator out = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
			out.writeStartObject();
			out.writeStringProperty("name", this.name);
			out.writeStringProperty("driver", this.driver);
			out.writeStringProperty("socketPath", this.socketPath.toString());
			out.writeNumberProperty("pid", this.pid);
			if (this.startedAt != null) {
				out.writeStringProperty("startedAt", this.startedAt.toString());
			}
			if (this.token != null) {
				out.writeStringProperty("token", this.token);
			}
			out.writeEndObject();
		}
		return text.toString();
	}

	/**
	 * Reads an address that {@link #toJson()} wrote. Unknown fields are ignored.
	 * @param json the JSON
	 * @return the address
	 * @throws IllegalArgumentException if it is not such JSON, or lacks a field
	 */
	public static WorkerAddress parse(String json) {
		String name = "";
		String driver = null;
		String socketPath = null;
		long pid = 0;
		Instant startedAt = null;
		String token = null;
		try (JsonParser in = new JsonFactory().createParser(ObjectReadContext.empty(), json)) {
			if (in.nextToken() != JsonToken.START_OBJECT) {
				throw invalid("it is no JSON object", null);
			}
			while (in.nextToken() == JsonToken.PROPERTY_NAME) {
				String field = in.currentName();
				in.nextToken();
				switch (field) {
					case "name" -> name = in.getValueAsString("");
					case "driver" -> driver = in.getValueAsString();
					case "socketPath" -> socketPath = in.getValueAsString();
					case "pid" -> pid = in.getValueAsLong();
					case "startedAt" -> startedAt = Instant.parse(in.getValueAsString(""));
					case "token" -> token = in.getValueAsString();
					default -> in.skipChildren();
				}
			}
		}
		catch (JacksonException ex) {
			throw invalid(ex.getOriginalMessage(), ex);
		}
		catch (DateTimeParseException ex) {
			throw invalid("startedAt is not a time: " + ex.getMessage(), ex);
		}
		if (driver == null || socketPath == null || pid <= 0) {
			throw invalid("driver, socketPath or pid is missing", null);
		}
		return new WorkerAddress(name, driver, Path.of(socketPath), pid, startedAt, token);
	}

	private static IllegalArgumentException invalid(String why, @Nullable Throwable cause) {
		return new IllegalArgumentException("This is not the address of a worker: " + why, cause);
	}

	/** The address without its secret. */
	@Override
	public String toString() {
		return "worker %s (pid %d, started %s, socket %s)".formatted(this.name, this.pid, this.startedAt,
				this.socketPath);
	}

}
