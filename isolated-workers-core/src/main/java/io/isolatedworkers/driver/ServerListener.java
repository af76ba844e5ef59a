package io.isolatedworkers.driver;

/**
 * Who gets what a host sends. Called by the thread that reads from the host, one call at
 * a time; it must not block.
 */
public interface ServerListener extends MessageListener {

	/**
	 * A host connected.
	 */
	void onConnect();

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
