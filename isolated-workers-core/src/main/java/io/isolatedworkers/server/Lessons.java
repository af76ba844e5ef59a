package io.isolatedworkers.server;

/**
 * The contract of a training run.
 */
interface Lessons {

	/**
	 * Loads classes of the user's, and what their messages need.
	 * @param names the classes, one a line
	 * @return the class of the provider of sockets that the JDK chose
	 */
	String learn(String names);

	/**
	 * The same, and what many messages need but not all.
	 * @param names the classes, one a line
	 * @return the class of the provider of sockets that the JDK chose
	 */
	String learnWithDatabind(String names);

}
