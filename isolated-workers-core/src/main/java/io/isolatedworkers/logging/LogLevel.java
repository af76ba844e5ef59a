package io.isolatedworkers.logging;

/**
 * How much a {@link MetaLogger} lets through, least to most important.
 */
public enum LogLevel {

	/** Everything, down to single frames. */
	DEBUG,

	/** The life of workers and connections. */
	INFO,

	/** What was unexpected and could be dealt with. */
	WARN,

	/** What failed. */
	ERROR;

	/**
	 * Whether a message of the given level passes when this level is set.
	 * @param level the message's level
	 * @return {@code true} if the message is to be written
	 */
	public boolean allows(LogLevel level) {
		return level.compareTo(this) >= 0;
	}

}
