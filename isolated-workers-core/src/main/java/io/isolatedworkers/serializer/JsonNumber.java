package io.isolatedworkers.serializer;

/**
 * What JSON has as numbers, of which Java reads more.
 */
final class JsonNumber {

	private final byte[] bytes;

	private final int end;

	private int at;

	private JsonNumber(byte[] bytes, int start, int end) {
		this.bytes = bytes;
		this.at = start;
		this.end = end;
	}

	/** Whether there is a number with a fraction, an exponent or both. */
	static boolean isReal(byte[] bytes, int start, int end) {
		JsonNumber number = new JsonNumber(bytes, start, end);
		return number.isInteger() && (!number.take('.') || number.takeDigits() > 0) && number.isExponent()
				&& number.at == end;
	}

	private boolean isInteger() {
		take('-');
		int start = this.at;
		int digits = takeDigits();
		return digits == 1 || (digits > 1 && this.bytes[start] != '0');
	}

	private boolean isExponent() {
		if (!take('e') && !take('E')) {
			return true;
		}
		if (!take('-')) {
			take('+');
		}
		return takeDigits() > 0;
	}

	private boolean take(char expected) {
		boolean found = this.at < this.end && this.bytes[this.at] == expected;
		this.at += found ? 1 : 0;
		return found;
	}

	private int takeDigits() {
		int start = this.at;
		while (this.at < this.end && isDigit(this.bytes[this.at])) {
			this.at++;
		}
		return this.at - start;
	}

	static boolean isDigit(byte b) {
		return b >= '0' && b <= '9';
	}

}
