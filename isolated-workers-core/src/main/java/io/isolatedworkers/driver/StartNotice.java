package io.isolatedworkers.driver;

import io.isolatedworkers.message.TypeRef;

/**
 * The payload of the control message by which a worker tells that a handler has begun.
 *
 * @param tx the transaction id of the request
 */
public record StartNotice(String tx) {

	/** The wire type of the message. */
	public static final String TYPE = "$accepted";

	/** The type of the payload. */
	public static final TypeRef<StartNotice> PAYLOAD = TypeRef.of(StartNotice.class);

}
