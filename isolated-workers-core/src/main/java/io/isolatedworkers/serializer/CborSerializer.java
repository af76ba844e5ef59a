package io.isolatedworkers.serializer;

import java.util.function.Supplier;

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
		this(CBORFactory.builder().streamReadConstraints(READ_CONSTRAINTS).recyclerPool(new RecyclerSlots()).build());
	}

	private CborSerializer(CBORFactory factory) {
		super(factory, new Later(factory), TERMINATOR);
	}

	/**
	 * CBOR with your own binding.
	 * @param mapper binds payloads
	 */
	public CborSerializer(CBORMapper mapper) {
		super(Mappers.of(mapper), TERMINATOR);
	}

	/** Not a lambda: the JVM would load what it returns when it makes the lambda. */
	private static final class Later implements Supplier<ObjectMapper> {

		private final CBORFactory factory;

		private Later(CBORFactory factory) {
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

		static ObjectMapper of(CBORFactory factory) {
			return CBORMapper.builder(factory)
				.addModule(new RecordModule())
				.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
				.build();
		}

		static ObjectMapper of(CBORMapper mapper) {
			return mapper;
		}

	}

}
