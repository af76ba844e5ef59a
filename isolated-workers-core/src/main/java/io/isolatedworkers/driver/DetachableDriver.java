package io.isolatedworkers.driver;

/**
 * A driver whose workers can outlive their host and be found again by a later one. That a
 * driver implements this interface is what gives its clients {@code address()}, and
 * {@code Workers} its {@code attach}.
 *
 * @param <O> the options of one worker
 * @param <C> the kind of channel to a worker
 */
public interface DetachableDriver<O, C extends DetachableChannel> extends ReconnectableDriver<O, C> {

	/**
	 * Connects to a worker that an earlier host started. Blocks until the worker can take
	 * requests. A worker that cannot be connected to is left as it is.
	 * @param address where the worker is
	 * @param options how to deal with it; what they say of its start is not used
	 * @param settings what both sides agree on
	 * @return the connected channel
	 * @throws WorkerStartException if nothing is at the address any more, if what is
	 * there is not that worker, or if it refuses the host
	 */
	C attach(WorkerAddress address, O options, ChannelSettings settings);

}
