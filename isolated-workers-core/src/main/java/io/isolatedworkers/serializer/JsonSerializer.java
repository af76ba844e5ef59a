package io.isolatedworkers.serializer;

import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON, one message a line: the default, because any worker in any language can speak it.
 */
public final class JsonSerializer extends JacksonSerializer {

	private static final byte[] LINE_END = { '\n' };

	/**
	 * JSON with Jackson's default binding.
	 */
	public JsonSerializer() {
		this(new QuickJsonFactory(READ_CONSTRAINTS));
	}

	private JsonSerializer(JsonFactory factory) {
		super(factory,
				() -> JsonMapper.builder(factory)
					.addModule(new RecordModule())
					.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
					.build(),
				LINE_END);
	}

	/**
	 * JSON with your own binding.
	 * @param mapper binds payloads; must not indent its output
	 */
	public JsonSerializer(JsonMapper mapper) {
		super(compact(mapper), LINE_END);
	}

	private static JsonMapper compact(JsonMapper mapper) {
		return mapper.isEnabled(SerializationFeature.INDENT_OUTPUT)
				? mapper.rebuild().disable(SerializationFeature.INDENT_OUTPUT).build() : mapper;
	}

	/**
	 * Bytes travel as they are, not as base64, where the other side knows attachments.
	 * @return {@code true}
	 */
	@Override
	public boolean supportsAttachments() {
		return true;
	}

}
