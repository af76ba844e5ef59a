package io.isolatedworkers.serializer;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads the values that {@link PlainTypes} are made of, one after the other. Each method
 * gives up with a {@link NotPlainException} at anything else.
 */
interface PlainReader {

	/** What {@link #nextProperty} answers at the end of an object. */
	int END = -1;

	/** Reads the beginning of an object. */
	void beginObject() throws NotPlainException;

	/**
	 * Reads the name of the next property, or the end of the object.
	 * @param names the names that may come
	 * @param expected the index of the one that probably comes next
	 * @return the index of its name, or {@link #END}
	 */
	int nextProperty(PropertyNames names, int expected) throws NotPlainException;

	/** Reads {@code null} if that comes next. */
	boolean readNull() throws NotPlainException;

	String readText() throws NotPlainException;

	long readInteger() throws NotPlainException;

	double readReal() throws NotPlainException;

	boolean readTruth() throws NotPlainException;

	/** Reads a list of texts, any of which may be {@code null}. */
	List<@Nullable String> readTexts() throws NotPlainException;

}
