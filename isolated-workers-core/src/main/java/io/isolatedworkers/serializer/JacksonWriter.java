package io.isolatedworkers.serializer;

import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * Writes plain values in any format that Jackson knows.
 */
final class JacksonWriter implements PlainWriter {

	private final JsonGenerator out;

	JacksonWriter(JsonGenerator out) {
		this.out = out;
	}

	@Override
	public void beginObject() {
		this.out.writeStartObject();
	}

	@Override
	public void endObject() {
		this.out.writeEndObject();
	}

	@Override
	public void writeName(PropertyNames names, int index) {
		this.out.writeName(names.name(index));
	}

	@Override
	public void writeNull() {
		this.out.writeNull();
	}

	@Override
	public void writeText(String text) {
		this.out.writeString(text);
	}

	@Override
	public void writeInteger(long value) {
		this.out.writeNumber(value);
	}

	@Override
	public void writeReal(double value) {
		this.out.writeNumber(value);
	}

	@Override
	public void writeTruth(boolean value) {
		this.out.writeBoolean(value);
	}

	@Override
	public void writeTexts(List<@Nullable String> texts) {
		this.out.writeStartArray(texts, texts.size());
		for (String text : texts) {
			this.out.writeString(text);
		}
		this.out.writeEndArray();
	}

}
