package io.isolatedworkers.serializer;

import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * Tells a serializer what to turn a payload into, once the head of its message is read.
 */
@FunctionalInterface
public interface PayloadTypes {

	/**
	 * Returns the type of a message's payload.
	 * @param tx the transaction id
	 * @param type the wire type
	 * @return the payload's type, {@code null} to skip the payload
	 */
	@Nullable TypeRef<?> typeOf(String tx, String type);

}
