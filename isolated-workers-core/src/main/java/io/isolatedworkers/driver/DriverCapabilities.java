package io.isolatedworkers.driver;

/**
 * What a driver can do beyond starting workers and talking to them. Read off the
 * interfaces that it implements, never listed by hand; the same interfaces give its
 * clients their methods, so that callers need not look here.
 *
 * @param reconnect whether a worker can outlive its connection, see
 * {@link ReconnectableDriver}
 * @param detach whether a worker can outlive its host and be found again, see
 * {@link DetachableDriver}
 * @param sharedMemory whether host and worker can see the same memory, see
 * {@link SharedMemoryDriver}
 */
public record DriverCapabilities(boolean reconnect, boolean detach, boolean sharedMemory) {

	/**
	 * Returns what a driver can do.
	 * @param driver the driver
	 * @return its capabilities
	 */
	public static DriverCapabilities of(WorkerDriver<?, ?> driver) {
		return new DriverCapabilities(driver instanceof ReconnectableDriver, driver instanceof DetachableDriver,
				driver instanceof SharedMemoryDriver);
	}

}
