package io.isolatedworkers.driver;

/**
 * Lets workers reach the commands of their host. Safe for use by several threads.
 */
@FunctionalInterface
public interface CommandAccess {

	/**
	 * Makes the ticket of a worker that is about to start.
	 * @param workerName the worker's name
	 * @return the ticket, valid for as long as the worker lives
	 */
	CommandTicket ticketFor(String workerName);

}
