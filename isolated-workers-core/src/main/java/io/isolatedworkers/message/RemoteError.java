package io.isolatedworkers.message;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A failure as it travels from one process to another.
 *
 * @param message the error's message
 * @param name the error's name: the class name of an exception, or what another language
 * calls it
 * @param stack the stack trace as text, {@code null} where the other side sent none
 * @param code a code to act on, {@code null} for none
 * @param cause the error's cause, {@code null} for none; only between two ends of this
 * library
 */
public record RemoteError(String message, String name, @Nullable String stack, @Nullable String code,
		@Nullable RemoteError cause) {

	/** Deeper causes than this are left out: a chain may be a circle. */
	private static final int MAX_CAUSES = 8;

	/** A deep recursion's stack must not turn a failure into a message of megabytes. */
	private static final int MAX_STACK_CHARS = 16 * 1024;

	/**
	 * An error without stack, code and cause.
	 * @param name the error's name
	 * @param message the error's message
	 * @return the error
	 */
	public static RemoteError of(String name, String message) {
		return new RemoteError(message, name, null, null, null);
	}

	/**
	 * An error with a code.
	 * @param name the error's name
	 * @param message the error's message
	 * @param code the code
	 * @return the error
	 */
	public static RemoteError of(String name, String message, String code) {
		return new RemoteError(message, name, null, code, null);
	}

	/**
	 * The portable form of an exception, its causes included.
	 * @param failure the exception
	 * @return its portable form
	 */
	public static RemoteError of(Throwable failure) {
		return of(failure, 0);
	}

	private static RemoteError of(Throwable failure, int depth) {
		Throwable cause = ask(failure::getCause);
		return new RemoteError(messageOf(failure), failure.getClass().getName(), (depth == 0) ? stackOf(failure) : null,
				(failure instanceof CodedError coded) ? ask(coded::code) : null,
				(cause != null && depth < MAX_CAUSES) ? of(cause, depth + 1) : null);
	}

	private static String messageOf(Throwable failure) {
		String message = ask(failure::getMessage);
		return (message != null) ? message : failure.getClass().getSimpleName();
	}

	private static @Nullable String stackOf(Throwable failure) {
		StringWriter text = new StringWriter();
		return ask(() -> {
			failure.printStackTrace(new PrintWriter(text));
			return (text.getBuffer().length() <= MAX_STACK_CHARS) ? text.toString()
					: text.getBuffer().substring(0, MAX_STACK_CHARS) + "\n\t... (cut)";
		});
	}

	/** Asks an exception of the user's, which may itself fail to answer. */
	private static <T> @Nullable T ask(Supplier<@Nullable T> question) {
		try {
			return question.get();
		}
		catch (RuntimeException | Error ex) {
			return null;
		}
	}

}
