package io.isolatedworkers.message;

/**
 * An exception with a code that callers can act on. Where a handler throws an exception
 * of this kind, its code travels and the host finds it in the exception it gets.
 */
public interface CodedError {

	/**
	 * Returns the code.
	 * @return the code, such as {@code IMAGE_CORRUPT}
	 */
	String code();

}
