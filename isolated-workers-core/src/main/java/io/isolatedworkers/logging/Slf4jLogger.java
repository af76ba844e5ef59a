package io.isolatedworkers.logging;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Writes to SLF4J. The SLF4J logger is looked up when the first message is written, so
 * that a worker that logs nothing does not pay for starting a log.
 */
public final class Slf4jLogger implements Logger {

	private final String name;

	private volatile org.slf4j.@Nullable Logger delegate;

	/**
	 * Makes a logger.
	 * @param name the name of the SLF4J logger
	 */
	public Slf4jLogger(String name) {
		this.name = name;
	}

	private org.slf4j.Logger delegate() {
		org.slf4j.Logger logger = this.delegate;
		if (logger == null) {
			logger = LoggerFactory.getLogger(this.name);
			this.delegate = logger;
		}
		return logger;
	}

	@Override
	public void debug(String message) {
		delegate().debug(message);
	}

	@Override
	public void info(String message) {
		delegate().info(message);
	}

	@Override
	public void warn(String message, @Nullable Throwable cause) {
		delegate().warn(message, cause);
	}

	@Override
	public void error(String message, @Nullable Throwable cause) {
		delegate().error(message, cause);
	}

}
