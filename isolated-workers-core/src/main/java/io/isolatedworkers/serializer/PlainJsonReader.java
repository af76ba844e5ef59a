package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Reads JSON as Jackson would. It gives up at whatever is unusual, and at whatever is no
 * JSON: what is wrong with it Jackson says.
 */
final class PlainJsonReader implements PlainReader {

	/** How long a text with escapes is expected to be behind the first. */
	private static final int MORE = 128;

	/** A longer name is for Jackson to refuse. */
	private static final int MOST_OF_NAME = 50_000;

	/** A number with more is for Jackson, which has a limit. */
	private static final int MOST_DIGITS = 100;

	private static final char REPLACEMENT = '\uFFFD';

	private final byte[] bytes;

	private final int end;

	private int at;

	/** Whether nothing of the innermost object or list has been read yet. */
	private boolean first;

	PlainJsonReader(byte[] bytes, int start, int end) {
		this.bytes = bytes;
		this.at = start;
		this.end = end;
	}

	/** Where the next byte is. */
	int position() {
		return this.at;
	}

	/** Whether nothing but white space follows. */
	boolean isAtEnd() {
		skipSpace();
		return this.at == this.end;
	}

	private void skipSpace() {
		while (this.at < this.end && isSpace(this.bytes[this.at])) {
			this.at++;
		}
	}

	private static boolean isSpace(byte b) {
		return b == ' ' || b == '\n' || b == '\r' || b == '\t';
	}

	private byte peek() throws NotPlainException {
		NotPlainException.unless(this.at < this.end);
		return this.bytes[this.at];
	}

	/** The next byte that is no white space. */
	private byte next() throws NotPlainException {
		skipSpace();
		return peek();
	}

	private void take(char expected) throws NotPlainException {
		NotPlainException.unless(next() == expected);
		this.at++;
	}

	private void begin(char bracket) throws NotPlainException {
		take(bracket);
		this.first = true;
	}

	/** Reads the comma before the next value, or what ends the object or list. */
	private boolean hasNext(char bracket) throws NotPlainException {
		boolean more = next() != bracket;
		if (!more) {
			this.at++;
		}
		else if (!this.first) {
			take(',');
		}
		this.first = false;
		return more;
	}

	@Override
	public void beginObject() throws NotPlainException {
		begin('{');
	}

	@Override
	public int nextProperty(PropertyNames names, int expected) throws NotPlainException {
		while (hasNext('}')) {
			NotPlainException.unless(next() == '"');
			int index = names.indexAt(this.bytes, this.at + 1, this.end, expected);
			if (index >= 0) {
				this.at += names.lengthOf(index) + 2;
				take(':');
				return index;
			}
			readName();
			take(':');
			skipScalar();
		}
		return END;
	}

	/** Reads a name in which nothing is escaped. */
	private String readName() throws NotPlainException {
		take('"');
		int start = this.at;
		int special = JsonText.indexOfSpecialOrNonAscii(this.bytes, start, this.end);
		NotPlainException.unless(special < this.end && this.bytes[special] == '"' && special - start <= MOST_OF_NAME);
		this.at = special + 1;
		return new String(this.bytes, start, special - start, StandardCharsets.ISO_8859_1);
	}

	/** Skips a value that nobody wants. */
	void skipScalar() throws NotPlainException {
		switch (next()) {
			case '"' -> readText();
			case 'n' -> NotPlainException.unless(readNull());
			case 't', 'f' -> readTruth();
			default -> readReal();
		}
	}

	/** Reads an object of texts. */
	Map<String, String> readTextMap() throws NotPlainException {
		Map<String, String> texts = new LinkedHashMap<>();
		begin('{');
		while (hasNext('}')) {
			String name = readName();
			take(':');
			texts.put(name, readText());
		}
		return texts;
	}

	/**
	 * Reads an object of texts, integers, truth values and {@code null}: the former as
	 * text, the latter not at all.
	 */
	Map<String, String> readFlatMap() throws NotPlainException {
		Map<String, String> values = new LinkedHashMap<>();
		begin('{');
		while (hasNext('}')) {
			String name = readName();
			take(':');
			switch (next()) {
				case '"' -> values.put(name, readText());
				case 'n' -> {
					NotPlainException.unless(readNull());
					values.remove(name);
				}
				case 't', 'f' -> values.put(name, String.valueOf(readTruth()));
				default -> values.put(name, String.valueOf(readInteger()));
			}
		}
		return values;
	}

	@Override
	public boolean readNull() throws NotPlainException {
		return next() == 'n' && takeWord("null");
	}

	@Override
	public boolean readTruth() throws NotPlainException {
		boolean truth = next() == 't';
		NotPlainException.unless(takeWord(truth ? "true" : "false"));
		return truth;
	}

	/** The word is followed by what ends a value, or else something gives up at that. */
	private boolean takeWord(String word) {
		int length = word.length();
		if (length > this.end - this.at) {
			return false;
		}
		for (int i = 0; i < length; i++) {
			if (this.bytes[this.at + i] != word.charAt(i)) {
				return false;
			}
		}
		this.at += length;
		return true;
	}

	@Override
	public long readInteger() throws NotPlainException {
		boolean negative = next() == '-';
		if (negative) {
			this.at++;
		}
		int start = this.at;
		// Negative, as there is one more of those
		long value = 0;
		while (this.at < this.end && JsonNumber.isDigit(this.bytes[this.at])) {
			int digit = this.bytes[this.at++] - '0';
			NotPlainException.unless(value >= (Long.MIN_VALUE + digit) / 10);
			value = value * 10 - digit;
		}
		int digits = this.at - start;
		NotPlainException.unless(digits > 0 && (digits == 1 || this.bytes[start] != '0') && !isMoreOfNumber());
		NotPlainException.unless(negative || value != Long.MIN_VALUE);
		return negative ? value : -value;
	}

	private boolean isMoreOfNumber() throws NotPlainException {
		byte b = peek();
		return b != ',' && b != '}' && b != ']' && !isSpace(b);
	}

	@Override
	public double readReal() throws NotPlainException {
		next();
		int start = this.at;
		boolean isInteger = true;
		while (isMoreOfNumber()) {
			byte b = this.bytes[this.at++];
			isInteger &= b != '.' && b != 'e' && b != 'E';
		}
		if (isInteger) {
			this.at = start;
			return readInteger();
		}
		int length = this.at - start;
		NotPlainException.unless(length <= MOST_DIGITS);
		NotPlainException.unless(JsonNumber.isReal(this.bytes, start, this.at));
		return Double.parseDouble(new String(this.bytes, start, length, StandardCharsets.ISO_8859_1));
	}

	/** Reads a list of one integer. */
	long readSingle() throws NotPlainException {
		take('[');
		long value = readInteger();
		take(']');
		return value;
	}

	@Override
	public List<@Nullable String> readTexts() throws NotPlainException {
		List<@Nullable String> texts = new ArrayList<>();
		begin('[');
		while (hasNext(']')) {
			texts.add(readNull() ? null : readText());
		}
		return texts;
	}

	@Override
	public String readText() throws NotPlainException {
		take('"');
		int start = this.at;
		int special = JsonText.indexOfSpecialOrNonAscii(this.bytes, start, this.end);
		if (special < this.end && this.bytes[special] == '"') {
			this.at = special + 1;
			return checkLength(new String(this.bytes, start, special - start, StandardCharsets.ISO_8859_1));
		}
		return checkLength(readInParts());
	}

	private String readInParts() throws NotPlainException {
		StringBuilder parts = null;
		while (true) {
			int special = JsonText.indexOfSpecial(this.bytes, this.at, this.end);
			String part = new String(this.bytes, this.at, special - this.at, StandardCharsets.UTF_8);
			// What is no UTF-8 is for Jackson to refuse
			NotPlainException.unless(part.indexOf(REPLACEMENT) < 0);
			this.at = special;
			byte found = peek();
			this.at++;
			if (found == '"') {
				return (parts != null) ? parts.append(part).toString() : part;
			}
			NotPlainException.unless(found == '\\');
			if (parts == null) {
				parts = new StringBuilder(part.length() + MORE);
			}
			parts.append(part).append(unescape());
		}
	}

	private char unescape() throws NotPlainException {
		byte letter = peek();
		this.at++;
		if (letter != 'u') {
			char escaped = JsonText.unescape(letter);
			NotPlainException.unless(escaped != JsonText.NONE);
			return escaped;
		}
		int code = 0;
		for (int i = 0; i < 4; i++) {
			int digit = Character.digit(peek(), 16);
			NotPlainException.unless(digit >= 0);
			this.at++;
			code = code << 4 | digit;
		}
		return (char) code;
	}

	private static String checkLength(String text) throws NotPlainException {
		NotPlainException.unless(text.length() <= JacksonSerializer.MAX_TEXT);
		return text;
	}

}
