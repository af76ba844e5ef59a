package io.isolatedworkers.driver;

import io.isolatedworkers.message.TypeRef;

/**
 * The payload of the control message that cancels a request.
 *
 * @param tx the transaction id of the request to cancel
 */
public record CancelRequest(String tx) {

	/** The wire type of the message. */
	public static final String TYPE = "$cancel";

	/** The type of the payload. */
	public static final TypeRef<CancelRequest> PAYLOAD = TypeRef.of(CancelRequest.class);

}
