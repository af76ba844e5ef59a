package io.isolatedworkers.data;

import org.jspecify.annotations.Nullable;

/**
 * What a transaction does.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface DataWork<T extends @Nullable Object> {

	/**
	 * Does it. An exception undoes all of it.
	 * @param data the operations, for this transaction's handle and this thread only, and
	 * only until this method returns
	 * @return what comes of it
	 */
	T run(DataOperations data);

}
