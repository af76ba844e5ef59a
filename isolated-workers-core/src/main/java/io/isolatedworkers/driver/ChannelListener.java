package io.isolatedworkers.driver;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.PayloadTypes;

/**
 * Who gets what a worker sends and what happens to it. Called by the thread that reads
 * from the worker, one call at a time, in the order in which things happened; it must not
 * block.
 */
public interface ChannelListener extends PayloadTypes {

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

	/**
	 * The connection is closed. No message arrives after this call.
	 */
	void onClose();

	/**
	 * The worker is gone. The last call, made once, after {@link #onClose()}.
	 * @param reason why
	 */
	void onShutdown(ShutdownReason reason);

}
