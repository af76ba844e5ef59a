package io.isolatedworkers.serializer;

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
		super(factory,
				() -> CBORMapper.builder(factory)
					.addModule(new RecordModule())
					.disable(DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
					.build(),
				TERMINATOR);
	}

	/**
	 * CBOR with your own binding.
	 * @param mapper binds payloads
	 */
	public CborSerializer(CBORMapper mapper) {
		super(mapper, TERMINATOR);
	}

}
