package io.isolatedworkers.serializer;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON, one message a line: the default, because any worker in any language can speak it.
 */
public final class JsonSerializer extends JacksonSerializer {

	private static final byte[] LINE_END = { '\n' };

	/** Whether no mapper of the user's decides. */
	private final boolean plain;

	/**
	 * JSON with Jackson's default binding.
	 */
	public JsonSerializer() {
		super(new Format(), LINE_END);
		this.plain = true;
	}

	/**
	 * JSON with your own binding.
	 * @param mapper binds payloads; must not indent its output
	 */
	public JsonSerializer(JsonMapper mapper) {
		super(Mappers.compact(mapper), LINE_END);
		this.plain = false;
	}

	@Override
	public void prepare(TypeRef<?> type) {
		if (needsDatabind(type)) {
			super.prepare(type);
		}
	}

	@Override
	public boolean needsDatabind(TypeRef<?> type) {
		return !this.plain || !PlainJson.isPlain(type);
	}

	@Override
	public void encode(Message message, TypeRef<?> payloadType, FrameBuffer out) {
		if (!this.plain || !PlainJson.encode(message, payloadType, out)) {
			super.encode(message, payloadType, out);
		}
	}

	@Override
	public Message decode(byte[] frame, int offset, int length, PayloadTypes types) {
		Message message = this.plain ? PlainJson.decode(frame, offset, length, types) : null;
		return (message != null) ? message : super.decode(frame, offset, length, types);
	}

	/**
	 * Bytes travel as they are, not as base64, where the other side knows attachments.
	 * @return {@code true}
	 */
	@Override
	public boolean supportsAttachments() {
		return true;
	}

	private static final class Format extends JacksonFormat {

		@Override
		TokenStreamFactory newFactory() {
			return Mappers.factory();
		}

		@Override
		ObjectMapper newMapper(TokenStreamFactory factory) {
			return Mappers.of(factory);
		}

	}

	/**
	 * A class of its own, so that the JVM need not load Jackson to check the other ones.
	 */
	private static final class Mappers {

		static TokenStreamFactory factory() {
			return new QuickJsonFactory(READ_CONSTRAINTS);
		}

		static ObjectMapper of(TokenStreamFactory factory) {
			return JsonMapper.builder((JsonFactory) factory)
				.addModule(new RecordModule())
				.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
				.build();
		}

		static ObjectMapper compact(JsonMapper mapper) {
			return mapper.isEnabled(SerializationFeature.INDENT_OUTPUT)
					? mapper.rebuild().disable(SerializationFeature.INDENT_OUTPUT).build() : mapper;
		}

	}

}
