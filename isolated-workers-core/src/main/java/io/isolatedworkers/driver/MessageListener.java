package io.isolatedworkers.driver;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.PayloadTypes;

/**
 * Who gets what arrives at either end of a channel. Called by the thread that reads, one
 * call at a time; it must not block.
 */
public interface MessageListener extends PayloadTypes {

	/**
	 * A message arrived.
	 * @param message the message, its payload bound to the type that {@link #typeOf}
	 * returned
	 */
	void onMessage(Message message);

	/**
	 * Something arrived that is no message or does not fit; the connection goes on.
	 * @param failure what is wrong with it
	 */
	void onError(MalformedMessageException failure);

}
