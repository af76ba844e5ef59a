package io.isolatedworkers.serializer;

import java.util.Objects;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.databind.ObjectMapper;

/**
 * A serializer for any format that Jackson reads and writes. The envelope is read by
 * streaming and a payload is bound once, straight to its type.
 */
public abstract class JacksonSerializer extends Serializer {

	/** The longest text in a message, in characters. */
	static final int MAX_TEXT = 64 * 1024 * 1024;

	/**
	 * The longest text in a message, in characters: as many as the default frame limit
	 * has bytes. Jackson's own default is lower.
	 */
	protected static final StreamReadConstraints READ_CONSTRAINTS = StreamReadConstraints.builder()
		.maxStringLength(MAX_TEXT)
		.build();

	private final @Nullable JacksonFormat format;

	private volatile @Nullable JacksonMessages messages;

	/**
	 * Makes a serializer.
	 * @param mapper knows the format and how to bind payloads
	 * @param terminator what follows each frame under protocol version 1
	 */
	protected JacksonSerializer(ObjectMapper mapper, byte[] terminator) {
		super(terminator);
		this.format = null;
		this.messages = JacksonMessages.of(this, mapper);
	}

	/**
	 * Makes a serializer that binds as Jackson does by default, and loads Jackson only
	 * for what needs it.
	 * @param format knows the format
	 * @param terminator what follows each frame under protocol version 1
	 */
	JacksonSerializer(JacksonFormat format, byte[] terminator) {
		super(terminator);
		this.format = format;
	}

	private JacksonMessages messages() {
		JacksonMessages made = this.messages;
		if (made == null) {
			synchronized (this) {
				made = this.messages;
				if (made == null) {
					made = JacksonMessages.of(this, Objects.requireNonNull(this.format));
					this.messages = made;
				}
			}
		}
		return made;
	}

	@Override
	public byte[] serialize(@Nullable Object value) {
		return messages().mapper().writeValueAsBytes(value);
	}

	@Override
	public <T> @Nullable T deserialize(byte[] bytes, TypeRef<T> type) {
		ObjectMapper mapper = messages().mapper();
		return type.cast(mapper.readValue(bytes, mapper.constructType(type.type())));
	}

	@Override
	public void prepare(TypeRef<?> type) {
		messages().prepare(type);
	}

	@Override
	public void encode(Message message, TypeRef<?> payloadType, FrameBuffer out) {
		messages().encode(message, payloadType, out);
	}

	@Override
	public Message decode(byte[] frame, int offset, int length, PayloadTypes types) {
		return messages().decode(frame, offset, length, types);
	}

	/**
	 * Lets a format stand between its parser and those who read from it.
	 * @param parser the parser of one frame
	 * @return the parser to read from
	 */
	JsonParser guard(JsonParser parser) {
		return parser;
	}

}
