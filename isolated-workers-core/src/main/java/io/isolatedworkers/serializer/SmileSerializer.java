package io.isolatedworkers.serializer;

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
		this(SmileMapper.builder(SmileFactory.builder().streamReadConstraints(READ_CONSTRAINTS).build()).build());
	}

	/**
	 * Smile with your own binding.
	 * @param mapper binds payloads
	 */
	public SmileSerializer(SmileMapper mapper) {
		super(mapper, new byte[] { (byte) 0xFF });
	}

}
