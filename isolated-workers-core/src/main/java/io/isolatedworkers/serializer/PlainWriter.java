package io.isolatedworkers.serializer;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Writes the values that {@link PlainTypes} are made of.
 */
interface PlainWriter {

	void beginObject() throws NotPlainException;

	void endObject();

	/** Writes the name of a property, whose value comes next. */
	void writeName(PropertyNames names, int index);

	void writeNull();

	void writeText(String text) throws NotPlainException;

	void writeInteger(long value);

	void writeReal(double value);

	void writeTruth(boolean value);

	/** Writes a list of texts, any of which may be {@code null}. */
	void writeTexts(List<@Nullable String> texts) throws NotPlainException;

}
