package io.isolatedworkers.serializer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * What the bytes of a JSON text mean; long texts are looked at eight bytes at a time.
 */
final class JsonText {

	/** What a letter that escapes nothing stands for. */
	static final char NONE = '\0';

	private static final String ESCAPED = "\"\\/\b\t\n\f\r";

	private static final String LETTERS = "\"\\/btnfr";

	private static final long ONES = 0x0101010101010101L;

	private static final long HIGH = ONES * 0x80;

	private static final long BACKSLASHES = ONES * '\\';

	/** What turns a quote into a blank, and leaves control characters below it. */
	private static final long QUOTE_TO_BLANK = ONES * ('"' ^ ' ');

	private static final long ABOVE_BLANK = ONES * (' ' + 1);

	/** Below this, looking at bytes one by one is as fast. */
	private static final int SHORT = 16;

	/** Above this, it never is. */
	private static final int LONG = 4_096;

	/**
	 * So often bytes are looked at one by one: until the JVM has compiled it, looking at
	 * eight at a time takes several times as long.
	 */
	private static final int COLD = 1_000;

	/** How often they were; threads that lose count do no harm. */
	private static int looks;

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
		if (to - from >= SHORT && (looks > COLD || to - from > LONG)) {
			for (; i <= to - Long.BYTES; i += Long.BYTES) {
				long word = (long) Longs.HANDLE.get(bytes, i);
				long blanks = word ^ QUOTE_TO_BLANK;
				long slashes = word ^ BACKSLASHES;
				// The borrow of one byte may mark the next, never one before it
				long found = ((((blanks - ABOVE_BLANK) & ~blanks) | ((slashes - ONES) & ~slashes)) & HIGH)
						| (word & also);
				if (found != 0) {
					return i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
				}
			}
		}
		else if (looks <= COLD) {
			looks++;
		}
		while (i < to && !isSpecial(bytes[i], also)) {
			i++;
		}
		return i;
	}

	/** What stands behind the backslash for a character, {@link #NONE} if no letter. */
	static char letterOf(byte special) {
		int index = ESCAPED.indexOf(special);
		return (index >= 0) ? LETTERS.charAt(index) : NONE;
	}

	/** What a letter behind a backslash stands for, {@link #NONE} if for nothing. */
	static char ofLetter(byte letter) {
		int index = LETTERS.indexOf(letter);
		return (index >= 0) ? ESCAPED.charAt(index) : NONE;
	}

	private static boolean isSpecial(byte b, long also) {
		return (b < 0) ? also != 0 : b < ' ' || b == '"' || b == '\\';
	}

	/** Made when it is needed, which takes a starting JVM milliseconds. */
	private static final class Longs {

		private static final VarHandle HANDLE = MethodHandles.byteArrayViewVarHandle(long[].class,
				ByteOrder.LITTLE_ENDIAN);

	}

}
