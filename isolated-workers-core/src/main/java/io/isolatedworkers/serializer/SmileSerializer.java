package io.isolatedworkers.serializer;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.util.JsonParserDelegate;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;

/**
 * Smile, Jackson's binary form of JSON. Meant for protocol version 2, which carries any
 * bytes.
 */
public final class SmileSerializer extends JacksonSerializer {

	/**
	 * Smile with Jackson's default binding.
	 */
	public SmileSerializer() {
		this(SmileMapper.builder(SmileFactory.builder().streamReadConstraints(READ_CONSTRAINTS).build())
			.addModule(new RecordModule())
			.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
			.build());
	}

	/**
	 * Smile with your own binding.
	 * @param mapper binds payloads
	 */
	public SmileSerializer(SmileMapper mapper) {
		super(mapper, new byte[] { (byte) 0xFF });
	}

	/**
	 * A byte of 0xFF ends a Smile document wherever it stands. Jackson's parser then
	 * answers no token in the middle of an object, for which its binding waits for ever.
	 */
	@Override
	JsonParser guard(JsonParser parser) {
		return new JsonParserDelegate(parser) {

			@Override
			public JsonToken nextToken() {
				JsonToken token = super.nextToken();
				if (token == null && !streamReadContext().inRoot()) {
					throw new StreamReadException(this, "The document ends inside an object or array");
				}
				return token;
			}

		};
	}

}
