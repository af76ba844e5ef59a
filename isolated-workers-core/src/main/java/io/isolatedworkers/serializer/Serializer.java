package io.isolatedworkers.serializer;

import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Turns messages into bytes and back. Both sides of a connection use the same class.
 * <p>
 * For a format that Jackson knows, extend {@link JacksonSerializer}. For any other,
 * extend this class and write {@link #serialize} and {@link #deserialize}: a message is
 * then serialized as a {@link Map} with the entries {@code tx}, {@code type} and
 * {@code payload}, and what is read back as {@code payload} is {@linkplain #convert
 * converted} to its type.
 * <p>
 * Implementations are named classes, hold no state that changes, and are safe for use by
 * several threads.
 */
public abstract class Serializer {

	private static final TypeRef<Map<String, Object>> MAP = new TypeRef<>() {
	};

	private final byte[] terminator;

	/** Made when it is needed; two threads may make one each. */
	private volatile @Nullable JsonMapper binder;

	/**
	 * A serializer whose frames end with a text.
	 * @param terminator what follows each frame under protocol version 1, as UTF-8; not
	 * empty
	 */
	protected Serializer(String terminator) {
		this(terminator.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * A serializer whose frames end with bytes.
	 * @param terminator what follows each frame under protocol version 1; not empty
	 */
	protected Serializer(byte[] terminator) {
		if (terminator.length == 0) {
			throw new IllegalArgumentException("The terminator of %s is empty".formatted(getClass().getName()));
		}
		if (getClass().isAnonymousClass() || getClass().isHidden() || Modifier.isAbstract(getClass().getModifiers())) {
			throw new IllegalArgumentException(
					"A serializer needs a class with a name, which both sides compare; %s has none"
						.formatted(getClass().getName()));
		}
		this.terminator = terminator.clone();
	}

	/**
	 * Turns a value into bytes.
	 * @param value a map, list, text, number, boolean, {@code byte[]}, {@code null}, or
	 * an object of the user's
	 * @return the bytes
	 * @throws Exception if the value cannot be serialized
	 */
	public abstract byte[] serialize(@Nullable Object value) throws Exception;

	/**
	 * Turns bytes into a value.
	 * @param <T> the value's type
	 * @param bytes what {@link #serialize} made
	 * @param type the value's type
	 * @return the value
	 * @throws Exception if the bytes are not such a value
	 */
	public abstract <T> @Nullable T deserialize(byte[] bytes, TypeRef<T> type) throws Exception;

	/**
	 * What both sides compare by name: the simple name of the class.
	 * @return the name
	 */
	public final String name() {
		return getClass().getSimpleName();
	}

	/**
	 * Tells two serializers of the same simple name apart. The handshake of version 2
	 * compares it; under version 1 the simple name is all that is compared.
	 * @return by default the class's full name
	 */
	public String formatId() {
		return getClass().getName();
	}

	/**
	 * What follows each frame under protocol version 1.
	 * @return the terminator
	 */
	public final byte[] terminator() {
		return this.terminator.clone();
	}

	/**
	 * Whether bytes in a payload can stand behind its message instead of in it, see
	 * {@link FrameBuffer#attach}.
	 * @return {@code false} unless overridden
	 */
	public boolean supportsAttachments() {
		return false;
	}

	/**
	 * Gets ready for payloads of a type before the first of them comes, on a thread that
	 * has the time. Does nothing unless a serializer can; never fails.
	 * @param type the type of payloads to come
	 */
	public void prepare(TypeRef<?> type) {
	}

	/**
	 * Whether values of a type are read and written by databind, which takes long to load
	 * and much to compile. What a worker's archive keeps depends on it.
	 * @param type the type
	 * @return {@code true} unless a serializer knows better
	 */
	public boolean needsDatabind(TypeRef<?> type) {
		return true;
	}

	/**
	 * Writes a message without its framing.
	 * @param message the message
	 * @param payloadType the declared type of its payload
	 * @param out where to write to
	 * @throws SerializationException if it cannot be serialized
	 */
	public void encode(Message message, TypeRef<?> payloadType, FrameBuffer out) {
		Map<String, @Nullable Object> envelope = new LinkedHashMap<>();
		envelope.put("tx", message.tx());
		envelope.put("type", message.type());
		if (message.timeout() != null) {
			envelope.put("timeout", message.timeout().toMillis());
		}
		if (!message.meta().isEmpty()) {
			envelope.put("meta", message.meta());
		}
		if (message.progress()) {
			envelope.put("progress", true);
		}
		if (message.payload() != null) {
			envelope.put("payload",
					(message.payload() instanceof RemoteError error) ? RemoteErrors.toMap(error) : message.payload());
		}
		byte[] bytes;
		try {
			bytes = serialize(envelope);
		}
		catch (Exception | Error ex) {
			throw cannotEncode(message, ex);
		}
		out.write(bytes, 0, bytes.length);
	}

	/**
	 * Reads a message without its framing.
	 * @param frame holds the message
	 * @param offset where it begins
	 * @param length its length
	 * @param types tells the type of the payload
	 * @return the message
	 * @throws MalformedMessageException if the bytes are not a message, or its payload is
	 * not of its type
	 */
	public Message decode(byte[] frame, int offset, int length, PayloadTypes types) {
		byte[] bytes = new byte[length];
		System.arraycopy(frame, offset, bytes, 0, length);
		Map<String, Object> envelope;
		try {
			envelope = deserialize(bytes, MAP);
		}
		catch (Exception | Error ex) {
			throw new MalformedMessageException("not a message (%s)".formatted(ex), null, null, frame, offset, length,
					ex);
		}
		if (envelope == null || !(envelope.get("tx") instanceof String tx)
				|| !(envelope.get("type") instanceof String type)) {
			throw new MalformedMessageException("not a message (tx or type is missing)", null, null, frame, offset,
					length, null);
		}
		TypeRef<?> payloadType = types.typeOf(tx, type);
		Object payload = null;
		try {
			if (payloadType != null && !payloadType.isVoid()) {
				payload = (payloadType.rawType() == RemoteError.class) ? RemoteErrors.fromTree(envelope.get("payload"))
						: convert(envelope.get("payload"), payloadType);
			}
		}
		catch (Exception | Error ex) {
			throw new MalformedMessageException("the payload is not a %s (%s)".formatted(payloadType, ex), tx, type,
					frame, offset, length, ex);
		}
		return new Message(tx, type, payload, metaOf(envelope.get("meta")),
				(envelope.get("timeout") instanceof Number millis) ? Duration.ofMillis(millis.longValue()) : null,
				Boolean.TRUE.equals(envelope.get("progress")));
	}

	/**
	 * Turns what was read for a payload into its type. Values that are of the type
	 * already stay; maps, lists and scalars are bound by Jackson.
	 * @param <T> the payload's type
	 * @param value what {@link #deserialize} made of the payload
	 * @param type the payload's type
	 * @return the payload
	 * @throws Exception if the value does not fit
	 */
	protected <T> @Nullable T convert(@Nullable Object value, TypeRef<T> type) throws Exception {
		if (value == null || fits(value, type.type())) {
			return type.cast(value);
		}
		JsonMapper mapper = binder();
		return type.cast(mapper.convertValue(value, mapper.constructType(type.type())));
	}

	/**
	 * Not Jackson's shared mapper, which would keep the classes it has bound for ever.
	 */
	private JsonMapper binder() {
		JsonMapper mapper = this.binder;
		if (mapper == null) {
			mapper = new JsonMapper();
			this.binder = mapper;
		}
		return mapper;
	}

	/**
	 * Whether a value is of a type already. The elements of collections and maps are
	 * looked at; another generic type is taken at its class, since what is read untyped
	 * is made of maps, lists and scalars only.
	 */
	private static boolean fits(@Nullable Object value, Type type) {
		if (value == null) {
			return true;
		}
		if (type instanceof Class<?> known) {
			return known.isInstance(value);
		}
		if (!(type instanceof ParameterizedType generic) || !(generic.getRawType() instanceof Class<?> raw)
				|| !raw.isInstance(value)) {
			return false;
		}
		Type[] arguments = generic.getActualTypeArguments();
		if (value instanceof Collection<?> elements) {
			return arguments.length == 1 && elements.stream().allMatch((element) -> fits(element, arguments[0]));
		}
		if (value instanceof Map<?, ?> map) {
			return arguments.length == 2 && fits(map.keySet(), arguments[0], map.values(), arguments[1]);
		}
		return true;
	}

	private static boolean fits(Collection<?> keys, Type key, Collection<?> values, Type value) {
		return keys.stream().allMatch((element) -> fits(element, key))
				&& values.stream().allMatch((element) -> fits(element, value));
	}

	static SerializationException cannotEncode(Message message, Throwable cause) {
		if (cause instanceof SerializationException known) {
			return known;
		}
		Throwable known = cause.getCause();
		if (cause instanceof JacksonException && known instanceof SerializationException tooLarge) {
			return tooLarge;
		}
		Object payload = message.payload();
		return new SerializationException("'%s': a payload of %s cannot be serialized: %s".formatted(message.type(),
				(payload != null) ? payload.getClass().getName() : "null",
				(cause instanceof Error) ? cause.toString() : cause.getMessage()), cause);
	}

	private static Map<String, String> metaOf(@Nullable Object value) {
		if (!(value instanceof Map<?, ?> map)) {
			return Map.of();
		}
		Map<String, String> meta = new LinkedHashMap<>();
		map.forEach((key, entry) -> meta.put(String.valueOf(key), String.valueOf(entry)));
		return meta;
	}

	@Override
	public final boolean equals(@Nullable Object other) {
		return other != null && other.getClass() == getClass();
	}

	@Override
	public final int hashCode() {
		return getClass().hashCode();
	}

	@Override
	public String toString() {
		return name();
	}

}
