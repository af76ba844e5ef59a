package io.isolatedworkers.driver;

/**
 * Who gets what a worker sends and what happens to it. Called by the thread that reads
 * from the worker, one call at a time, in the order in which things happened; it must not
 * block.
 */
public interface ChannelListener extends MessageListener {

	/**
	 * The connection is closed while the worker lives on. No message arrives until
	 * {@link #onConnect()}; what was asked before is not answered any more.
	 */
	void onClose();

	/**
	 * The worker is connected again.
	 */
	void onConnect();

	/**
	 * The worker is gone and all that it sent was read. The last call, made once.
	 * @param reason why
	 */
	void onShutdown(ShutdownReason reason);

}
