package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Writes JSON into a frame, byte for byte as Jackson would.
 */
final class PlainJsonWriter implements PlainWriter {

	/** What is deeper Jackson refuses. */
	private static final int MOST_DEPTH = 500;

	private final FrameBuffer out;

	private int depth;

	/** Whether a value stands before what comes next. */
	private boolean follows;

	PlainJsonWriter(FrameBuffer out) {
		this.out = out;
	}

	@Override
	public void beginObject() throws NotPlainException {
		begin('{');
	}

	@Override
	public void endObject() {
		end('}');
	}

	private void begin(char bracket) throws NotPlainException {
		NotPlainException.unless(++this.depth <= MOST_DEPTH);
		separate();
		this.out.write(bracket);
		this.follows = false;
	}

	private void end(char bracket) {
		this.depth--;
		this.out.write(bracket);
		this.follows = true;
	}

	private void separate() {
		if (this.follows) {
			this.out.write(',');
		}
		this.follows = true;
	}

	@Override
	public void writeName(PropertyNames names, int index) {
		separate();
		byte[] name = names.quoted(index);
		this.out.write(name, 0, name.length);
		this.follows = false;
	}

	/** Writes a map of texts. */
	void writeTexts(Map<String, String> texts) throws NotPlainException {
		beginObject();
		for (Map.Entry<String, String> text : texts.entrySet()) {
			writeName(text.getKey());
			PlainKind.TEXT.write(this, text.getValue());
		}
		endObject();
	}

	/** Writes a map of texts and integers. */
	void writeFlatMap(Map<String, ?> values) throws NotPlainException {
		beginObject();
		for (Map.Entry<String, ?> entry : values.entrySet()) {
			writeName(entry.getKey());
			NotPlainException.require(PlainKind.of(entry.getValue().getClass())).write(this, entry.getValue());
		}
		endObject();
	}

	/** Writes the name of a property, which may have any characters. */
	void writeName(String name) throws NotPlainException {
		writeText(name);
		this.out.write(':');
		this.follows = false;
	}

	@Override
	public void writeTexts(List<@Nullable String> texts) throws NotPlainException {
		begin('[');
		for (String text : texts) {
			PlainKind.TEXT.write(this, text);
		}
		end(']');
	}

	/** Writes a list of one number. */
	void writeSingle(int value) throws NotPlainException {
		begin('[');
		writeInteger(value);
		end(']');
	}

	@Override
	public void writeNull() {
		writeAscii("null");
	}

	@Override
	public void writeInteger(long value) {
		writeAscii(Long.toString(value));
	}

	@Override
	public void writeReal(double value) {
		String text = Double.toString(value);
		writeAscii(Double.isFinite(value) ? text : "\"" + text + '"');
	}

	@Override
	public void writeTruth(boolean value) {
		writeAscii(value ? "true" : "false");
	}

	private void writeAscii(String text) {
		separate();
		copy(text);
	}

	/** Copies the low byte of each character. */
	@SuppressWarnings("deprecation")
	private void copy(String text) {
		int length = text.length();
		byte[] bytes = this.out.room(length);
		int start = this.out.position();
		text.getBytes(0, length, bytes, start);
		this.out.position(start + length);
	}

	@Override
	public void writeText(String text) throws NotPlainException {
		separate();
		this.out.write('"');
		int start = this.out.position();
		copy(text);
		byte[] bytes = this.out.array();
		int end = this.out.position();
		boolean isLatin = text.equals(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1));
		if (!isLatin) {
			requireWholeCharacters(text);
		}
		if (!isLatin || JsonText.indexOfSpecialOrNonAscii(bytes, start, end) < end) {
			this.out.position(start);
			writeEscaped(text);
		}
		this.out.write('"');
	}

	private void writeEscaped(String text) {
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		int start = 0;
		int special = JsonText.indexOfSpecial(utf8, start, utf8.length);
		while (special < utf8.length) {
			this.out.write(utf8, start, special - start);
			escape(utf8[special]);
			start = special + 1;
			special = JsonText.indexOfSpecial(utf8, start, utf8.length);
		}
		this.out.write(utf8, start, special - start);
	}

	/** Half of a character, which the JDK replaces silently, is for Jackson to refuse. */
	private static void requireWholeCharacters(String text) throws NotPlainException {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				NotPlainException
					.unless(i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1)));
				i++;
			}
		}
	}

	private void escape(byte special) {
		byte[] bytes = this.out.room(JsonText.MOST_ESCAPED);
		this.out.position(JsonText.escape(special, bytes, this.out.position()));
	}

}
