package io.isolatedworkers.serializer;

import java.util.function.Supplier;

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

	/**
	 * JSON with Jackson's default binding.
	 */
	public JsonSerializer() {
		this(new QuickJsonFactory(READ_CONSTRAINTS));
	}

	private JsonSerializer(JsonFactory factory) {
		super(factory, new Later(factory), LINE_END);
	}

	/**
	 * JSON with your own binding.
	 * @param mapper binds payloads; must not indent its output
	 */
	public JsonSerializer(JsonMapper mapper) {
		super(Mappers.compact(mapper), LINE_END);
	}

	/**
	 * Bytes travel as they are, not as base64, where the other side knows attachments.
	 * @return {@code true}
	 */
	@Override
	public boolean supportsAttachments() {
		return true;
	}

	/** Not a lambda: the JVM would load what it returns when it makes the lambda. */
	private static final class Later implements Supplier<ObjectMapper> {

		private final JsonFactory factory;

		private Later(JsonFactory factory) {
			this.factory = factory;
		}

		@Override
		public ObjectMapper get() {
			return Mappers.of(this.factory);
		}

	}

	/**
	 * A class of its own, so that the JVM need not load databind to check the other ones.
	 */
	private static final class Mappers {

		static ObjectMapper of(JsonFactory factory) {
			return JsonMapper.builder(factory)
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
