package io.isolatedworkers.logging;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Stands before every {@link Logger} the library writes to: lets through what the
 * {@link LogLevel} allows, and keeps a logger that throws from breaking what is logged. A
 * failure to log goes to standard error together with the message it was for.
 * <p>
 * Safe for use by several threads.
 */
public final class MetaLogger implements Logger {

	private final Logger delegate;

	private final LogLevel level;

	/**
	 * Makes a logger.
	 * @param delegate where to write to
	 * @param level the least important level to write
	 */
	public MetaLogger(Logger delegate, LogLevel level) {
		this.delegate = delegate;
		this.level = level;
	}

	/**
	 * Whether messages of a level are written.
	 * @param level the level
	 * @return {@code true} if they are
	 */
	public boolean allows(LogLevel level) {
		return this.level.allows(level);
	}

	/**
	 * Writes details, made only if they are wanted.
	 * @param message makes the message
	 */
	public void debug(Supplier<String> message) {
		if (allows(LogLevel.DEBUG)) {
			debug(message.get());
		}
	}

	@Override
	public void debug(String message) {
		write(LogLevel.DEBUG, message, null);
	}

	@Override
	public void info(String message) {
		write(LogLevel.INFO, message, null);
	}

	@Override
	public void warn(String message, @Nullable Throwable cause) {
		write(LogLevel.WARN, message, cause);
	}

	@Override
	public void error(String message, @Nullable Throwable cause) {
		write(LogLevel.ERROR, message, cause);
	}

	private void write(LogLevel level, String message, @Nullable Throwable cause) {
		if (!allows(level)) {
			return;
		}
		try {
			switch (level) {
				case DEBUG -> this.delegate.debug(message);
				case INFO -> this.delegate.info(message);
				case WARN -> this.delegate.warn(message, cause);
				case ERROR -> this.delegate.error(message, cause);
			}
		}
		catch (RuntimeException | LinkageError ex) {
			System.err.printf("The logger %s failed with %s on: %s %s%n", this.delegate.getClass().getName(), ex, level,
					message);
		}
	}

}
