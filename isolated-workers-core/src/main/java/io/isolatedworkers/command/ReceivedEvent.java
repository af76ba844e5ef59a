package io.isolatedworkers.command;

import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * An event with its payload in JSON, {@code null} for none. Immutable.
 */
final class ReceivedEvent implements WorkerEvent {

	private final String id;

	private final String name;

	private final WorkerIdentity worker;

	private final byte @Nullable [] payload;

	private final JsonSerializer json;

	ReceivedEvent(String id, String name, WorkerIdentity worker, byte @Nullable [] payload, JsonSerializer json) {
		this.id = id;
		this.name = name;
		this.worker = worker;
		this.payload = payload;
		this.json = json;
	}

	@Override
	public String id() {
		return this.id;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public WorkerIdentity worker() {
		return this.worker;
	}

	@Override
	public <T> @Nullable T payload(TypeRef<T> type) {
		if (this.payload == null) {
			return null;
		}
		try {
			return this.json.deserialize(this.payload, type);
		}
		catch (JacksonException | ClassCastException ex) {
			throw new MalformedMessageException("the payload is no %s (%s)".formatted(type, ex.getMessage()), this.id,
					this.name, ex);
		}
	}

	@Override
	public String toString() {
		return "%s of %s".formatted(this.name, this.worker);
	}

}
