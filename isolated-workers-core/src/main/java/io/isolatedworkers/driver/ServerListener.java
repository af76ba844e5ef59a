package io.isolatedworkers.driver;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.PayloadTypes;

/**
 * Who gets what a host sends. Called by the thread that reads from the host, one call at
 * a time; it must not block.
 */
public interface ServerListener extends PayloadTypes {

	/**
	 * A host connected.
	 */
	void onConnect();

	/**
	 * A request or a control message arrived.
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
	 * The host is gone. Another may connect if the worker keeps alive.
	 */
	void onDisconnect();

	/**
	 * The channel ended: the host disconnected from a worker that does not keep alive, no
	 * host came in time, or listening failed. The last call, made once.
	 * @param why what happened, for the log
	 * @param orderly {@code false} if the worker could not be used at all
	 */
	void onEnd(String why, boolean orderly);

}
