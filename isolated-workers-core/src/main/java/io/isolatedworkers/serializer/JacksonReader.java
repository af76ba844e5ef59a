package io.isolatedworkers.serializer;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads plain values of any format that Jackson knows, from the token at which a parser
 * stands.
 */
final class JacksonReader implements PlainReader {

	private final JsonParser in;

	JacksonReader(JsonParser in) {
		this.in = in;
	}

	@Override
	public void beginObject() throws NotPlainException {
		require(JsonToken.START_OBJECT);
	}

	@Override
	public int nextProperty(PropertyNames names, int expected) {
		while (this.in.nextToken() == JsonToken.PROPERTY_NAME) {
			int index = names.indexOf(this.in.currentName());
			this.in.nextToken();
			if (index >= 0) {
				return index;
			}
			this.in.skipChildren();
		}
		return END;
	}

	@Override
	public boolean readNull() {
		return this.in.currentToken() == JsonToken.VALUE_NULL;
	}

	@Override
	public String readText() throws NotPlainException {
		require(JsonToken.VALUE_STRING);
		return this.in.getString();
	}

	@Override
	public long readInteger() throws NotPlainException {
		require(JsonToken.VALUE_NUMBER_INT);
		return this.in.getLongValue();
	}

	@Override
	public double readReal() throws NotPlainException {
		NotPlainException.unless(this.in.currentToken().isNumeric());
		return this.in.getDoubleValue();
	}

	@Override
	public boolean readTruth() throws NotPlainException {
		NotPlainException.unless(this.in.currentToken().isBoolean());
		return this.in.getBooleanValue();
	}

	@Override
	public List<@Nullable String> readTexts() throws NotPlainException {
		require(JsonToken.START_ARRAY);
		List<@Nullable String> texts = new ArrayList<>();
		while (this.in.nextToken() != JsonToken.END_ARRAY) {
			texts.add(readNull() ? null : readText());
		}
		return texts;
	}

	private void require(JsonToken token) throws NotPlainException {
		NotPlainException.unless(this.in.currentToken() == token);
	}

}
