package io.isolatedworkers.serializer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at the bytes of a JSON text, eight at a time.
 */
final class JsonText {

	private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGH = ONES * 0x80;

	private static final long BACKSLASHES = ONES * '\\';

	/** What turns a quote into a blank, and leaves control characters below it. */
	private static final long QUOTE_TO_BLANK = ONES * ('"' ^ ' ');

	private static final long ABOVE_BLANK = ONES * (' ' + 1);

	private JsonText() {
	}

	/**
	 * Finds the first byte that ends a text, is escaped in it or must not stand in it: a
	 * quote, a backslash or a control character. All others stand for themselves.
	 * @return its position, {@code to} if there is none
	 */
	static int indexOfSpecial(byte[] bytes, int from, int to) {
		return indexOf(bytes, from, to, 0);
	}

	/**
	 * Finds the first byte that is {@linkplain #indexOfSpecial special} or not ASCII.
	 * @return its position, {@code to} if there is none
	 */
	static int indexOfSpecialOrNonAscii(byte[] bytes, int from, int to) {
		return indexOf(bytes, from, to, HIGH);
	}

	private static int indexOf(byte[] bytes, int from, int to, long also) {
		int i = from;
		for (; i <= to - Long.BYTES; i += Long.BYTES) {
			long word = (long) LONGS.get(bytes, i);
			long blanks = word ^ QUOTE_TO_BLANK;
			long slashes = word ^ BACKSLASHES;
			// The borrow of one byte may mark the next, never one before it
			long found = ((((blanks - ABOVE_BLANK) & ~blanks) | ((slashes - ONES) & ~slashes)) & HIGH) | (word & also);
			if (found != 0) {
				return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
			}
		}
		while (i < to && !isSpecial(bytes[i], also)) {
			i++;
		}
		return i;
	}

	private static boolean isSpecial(byte b, long also) {
		return (b < 0) ? also != 0 : b < ' ' || b == '"' || b == '\\';
	}

}
