package io.isolatedworkers.serializer;

import tools.jackson.core.TokenStreamFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.dataformat.cbor.CBORFactory;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * CBOR (RFC 8949): binary, smaller and faster than JSON; {@code byte[]} travels as it is.
 * Meant for protocol version 2, which carries any bytes.
 */
public final class CborSerializer extends JacksonSerializer {

	private static final byte[] TERMINATOR = { 0, 0 };

	/**
	 * CBOR with Jackson's default binding.
	 */
	public CborSerializer() {
		super(new Format(), TERMINATOR);
	}

	/**
	 * CBOR with your own binding.
	 * @param mapper binds payloads
	 */
	public CborSerializer(CBORMapper mapper) {
		super(Mappers.of(mapper), TERMINATOR);
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
			return CBORFactory.builder()
				.streamReadConstraints(READ_CONSTRAINTS)
				.recyclerPool(new RecyclerSlots())
				.build();
		}

		static ObjectMapper of(TokenStreamFactory factory) {
			return CBORMapper.builder((CBORFactory) factory)
				.addModule(new RecordModule())
				.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
				.build();
		}

		static ObjectMapper of(CBORMapper mapper) {
			return mapper;
		}

	}

}
