package io.isolatedworkers.driver;

/**
 * Starts workers of one kind and connects to them. One class owns both sides: the host
 * calls {@link #spawn}, the worker calls {@link #startupData()} and
 * {@link #createServer}. An implementation keeps the two in separate classes, so that
 * neither side loads the other's.
 * <p>
 * Implementations are safe for use by several threads.
 *
 * @param <O> the options of one worker
 * @param <C> the kind of channel to a worker
 */
public interface WorkerDriver<O, C extends DriverChannel> {

	/**
	 * Returns the name that start-up data, errors and endpoints show.
	 * @return the name, such as {@code child-process}
	 */
	String name();

	/**
	 * Returns what the driver can do beyond this interface. Not for overriding: it
	 * follows from the interfaces the driver implements.
	 * @return the capabilities
	 */
	default DriverCapabilities capabilities() {
		return DriverCapabilities.of(this);
	}

	/**
	 * Starts a worker and connects to it. Blocks until the worker can take requests.
	 * @param options what to run and how
	 * @param settings what both sides agree on
	 * @return the connected channel
	 * @throws WorkerStartException if the worker cannot be started, ends or does not
	 * listen within {@link ChannelSettings#startupTimeout()}; nothing of it is left
	 * behind
	 */
	C spawn(O options, ChannelSettings settings);

	/**
	 * Reads what the host gave this worker at its start.
	 * @return the start-up data
	 * @throws IllegalStateException if this process was not started by this driver
	 */
	StartupData startupData();

	/**
	 * Makes the worker's end of the channel.
	 * @param startupData what {@link #startupData()} returned
	 * @param settings how the worker's side wants it
	 * @return the server, not yet listening
	 */
	ServerChannel createServer(StartupData startupData, ServerSettings settings);

}
