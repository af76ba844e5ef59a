package io.isolatedworkers.message;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * One kind of message: its name on the wire, the type of its payload and the type of its
 * result. Both sides use the same constant, so that a wrong payload or result does not
 * compile: <pre>{@code
 * public static final MessageType<Resize, Thumbnail> RESIZE = MessageType.of("resize", Resize.class, Thumbnail.class);
 * }</pre> Immutable and safe for use by several threads.
 *
 * @param <P> the payload's type, {@link Void} for none
 * @param <R> the result's type, {@link Void} for none
 */
public final class MessageType<P, R> {

	/** What the type of a successful answer ends with. */
	public static final String RESULT_SUFFIX = "Result";

	/** What the type of a message ends with that tells how far a request has come. */
	public static final String PROGRESS_SUFFIX = "Progress";

	/** What the type of a failed answer ends with. */
	public static final String ERROR_SUFFIX = "Error";

	/** The library's own question for a sign of life. */
	public static final MessageType<Void, Void> PING = new MessageType<>("$ping", TypeRef.of(Void.class),
			TypeRef.of(Void.class));

	private final String name;

	private final TypeRef<P> payloadType;

	private final TypeRef<R> resultType;

	private final String resultName;

	private final String progressName;

	private final String errorName;

	private MessageType(String name, TypeRef<P> payloadType, TypeRef<R> resultType) {
		this.name = name;
		this.payloadType = Objects.requireNonNull(payloadType, "payloadType");
		this.resultType = Objects.requireNonNull(resultType, "resultType");
		this.resultName = name + RESULT_SUFFIX;
		this.progressName = name + PROGRESS_SUFFIX;
		this.errorName = name + ERROR_SUFFIX;
	}

	/**
	 * A message with payload and result.
	 * @param <P> the payload's type
	 * @param <R> the result's type
	 * @param name the name on the wire: not blank, not beginning with {@code $}
	 * @param payload the payload's class, {@code Void.class} for none
	 * @param result the result's class, {@code Void.class} for none
	 * @return the message type
	 * @throws IllegalArgumentException if the name is not allowed
	 */
	public static <P, R> MessageType<P, R> of(String name, Class<P> payload, Class<R> result) {
		return of(name, TypeRef.of(payload), TypeRef.of(result));
	}

	/**
	 * A message whose payload or result has type arguments.
	 * @param <P> the payload's type
	 * @param <R> the result's type
	 * @param name the name on the wire: not blank, not beginning with {@code $}
	 * @param payload the payload's type
	 * @param result the result's type
	 * @return the message type
	 * @throws IllegalArgumentException if the name is not allowed
	 */
	public static <P, R> MessageType<P, R> of(String name, TypeRef<P> payload, TypeRef<R> result) {
		if (name.isBlank()) {
			throw new IllegalArgumentException("A message type needs a name");
		}
		if (name.startsWith("$")) {
			throw new IllegalArgumentException(
					"Message type '%s': names that begin with '$' belong to the library".formatted(name));
		}
		return new MessageType<>(name, payload, result);
	}

	/**
	 * A message that is answered without a result.
	 * @param <P> the payload's type
	 * @param name the name on the wire: not blank, not beginning with {@code $}
	 * @param payload the payload's class
	 * @return the message type
	 * @throws IllegalArgumentException if the name is not allowed
	 */
	public static <P> MessageType<P, Void> withoutResult(String name, Class<P> payload) {
		return of(name, payload, Void.class);
	}

	/**
	 * A message without payload.
	 * @param <R> the result's type
	 * @param name the name on the wire: not blank, not beginning with {@code $}
	 * @param result the result's class
	 * @return the message type
	 * @throws IllegalArgumentException if the name is not allowed
	 */
	public static <R> MessageType<Void, R> withoutPayload(String name, Class<R> result) {
		return of(name, Void.class, result);
	}

	/**
	 * Returns the name on the wire.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the type of the payload, {@link Void} for none.
	 * @return the type
	 */
	public TypeRef<P> payloadType() {
		return this.payloadType;
	}

	/**
	 * Returns the type of the result, {@link Void} for none.
	 * @return the type
	 */
	public TypeRef<R> resultType() {
		return this.resultType;
	}

	/**
	 * Returns the wire type of the successful answer: the name and {@code Result}.
	 * @return the wire type
	 */
	public String resultName() {
		return this.resultName;
	}

	/**
	 * Returns the wire type of a message that tells how far a request has come: the name
	 * and {@code Progress}.
	 * @return the wire type
	 */
	public String progressName() {
		return this.progressName;
	}

	/**
	 * Returns the wire type of the failed answer: the name and {@code Error}.
	 * @return the wire type
	 */
	public String errorName() {
		return this.errorName;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof MessageType<?, ?> that && this.name.equals(that.name)
				&& this.payloadType.equals(that.payloadType) && this.resultType.equals(that.resultType);
	}

	@Override
	public int hashCode() {
		return this.name.hashCode();
	}

	@Override
	public String toString() {
		return "%s(%s) -> %s".formatted(this.name, this.payloadType, this.resultType);
	}

}
