package io.isolatedworkers.message;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One message as it travels: a request, a result or a failure. Middleware sees messages
 * in this form and answers changed copies.
 *
 * @param tx the transaction id that pairs a request with its answer; empty while a
 * {@link TransactionIdGenerator} is asked for it
 * @param type the wire type: the name of the {@link MessageType} for a request, followed
 * by {@code Result} or {@code Error} for an answer
 * @param payload the payload, the result, or the {@link RemoteError} of a failure;
 * {@code null} for none
 * @param meta what travels beside the payload, such as a trace; only between two ends
 * that speak protocol version 2, empty otherwise
 * @param timeout how long the requester still waits, {@code null} for unknown; only in
 * requests of protocol version 2
 * @param progress whether the requester listens to progress; only in requests of protocol
 * version 2
 */
public record Message(String tx, String type, @Nullable Object payload, Map<String, String> meta,
		@Nullable Duration timeout, boolean progress) {

	/**
	 * Checks that what is required is there.
	 */
	public Message {
		Objects.requireNonNull(tx, "tx");
		Objects.requireNonNull(type, "type");
		Objects.requireNonNull(meta, "meta");
	}

	/**
	 * A message without meta, timeout and progress.
	 * @param tx the transaction id
	 * @param type the wire type
	 * @param payload the payload, {@code null} for none
	 */
	public Message(String tx, String type, @Nullable Object payload) {
		this(tx, type, payload, Map.of(), null, false);
	}

	/**
	 * Returns the payload if it is of the given type.
	 * @param <T> the expected type
	 * @param expected the expected class
	 * @return the payload, {@code null} where there is none or it is of another type
	 */
	public <T> @Nullable T payloadAs(Class<T> expected) {
		return expected.isInstance(this.payload) ? expected.cast(this.payload) : null;
	}

	/**
	 * Whether this message is the library's own rather than a user's.
	 * @return {@code true} if the type begins with {@code $}
	 */
	public boolean isControl() {
		return this.type.startsWith("$");
	}

	/**
	 * A copy with another transaction id.
	 * @param tx the transaction id
	 * @return the copy
	 */
	public Message withTx(String tx) {
		return new Message(tx, this.type, this.payload, this.meta, this.timeout, this.progress);
	}

	/**
	 * A copy with another payload.
	 * @param payload the payload, {@code null} for none
	 * @return the copy
	 */
	public Message withPayload(@Nullable Object payload) {
		return new Message(this.tx, this.type, payload, this.meta, this.timeout, this.progress);
	}

	/**
	 * A copy with one more entry beside the payload.
	 * @param key the entry's key
	 * @param value the entry's value
	 * @return the copy
	 */
	public Message withMeta(String key, String value) {
		Map<String, String> extended = new LinkedHashMap<>(this.meta);
		extended.put(key, value);
		return new Message(this.tx, this.type, this.payload, Collections.unmodifiableMap(extended), this.timeout,
				this.progress);
	}

	/**
	 * A copy with the time the requester still waits.
	 * @param timeout the time left, {@code null} for unknown
	 * @return the copy
	 */
	public Message withTimeout(@Nullable Duration timeout) {
		return new Message(this.tx, this.type, this.payload, this.meta, timeout, this.progress);
	}

}
