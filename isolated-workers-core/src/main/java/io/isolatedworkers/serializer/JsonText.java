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

	/** As many bytes stand for a special character at most. */
	static final int MOST_ESCAPED = 6;

	private static final String HEX = "0123456789ABCDEF";

	private static final String ESCAPED = "\"\\/\b\t\n\f\r";

	private static final String LETTERS = "\"\\/btnfr";

	/** Below this, looking at bytes one by one is as fast. */
	private static final int SHORT = 16;

	/** Above this, eight at a time are looked at however cold the JVM is. */
	private static final int LONG = 4_096;

	/**
	 * So often bytes are looked at one by one: until the JVM has compiled it, looking at
	 * eight at a time takes several times as long.
	 */
	private static final int COLD = 20_000;

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
		int i = isWide(to - from) ? Longs.skipPlain(bytes, from, to) : from;
		while (i < to && !isSpecial(bytes[i])) {
			i++;
		}
		return i;
	}

	/**
	 * Finds the first byte that is {@linkplain #indexOfSpecial special} or not ASCII.
	 * @return its position, {@code to} if there is none
	 */
	static int indexOfSpecialOrNonAscii(byte[] bytes, int from, int to) {
		int i = isWide(to - from) ? Longs.skipPlainAscii(bytes, from, to) : from;
		while (i < to && bytes[i] >= 0 && !isSpecial(bytes[i])) {
			i++;
		}
		return i;
	}

	/** Whether to look at eight bytes at a time. */
	private static boolean isWide(int length) {
		if (length > LONG || (length >= SHORT && looks >= COLD)) {
			return true;
		}
		if (looks < COLD) {
			looks++;
		}
		return false;
	}

	private static boolean isSpecial(byte b) {
		return (b >= 0 && b < ' ') || b == '"' || b == '\\';
	}

	/**
	 * Writes what stands for a special character.
	 * @return where the next byte is written to
	 */
	static int escape(byte special, byte[] to, int at) {
		int next = at;
		to[next++] = '\\';
		int index = ESCAPED.indexOf(special);
		if (index >= 0) {
			to[next++] = (byte) LETTERS.charAt(index);
			return next;
		}
		to[next++] = 'u';
		to[next++] = '0';
		to[next++] = '0';
		to[next++] = (byte) HEX.charAt(special >> 4);
		to[next++] = (byte) HEX.charAt(special & 0xF);
		return next;
	}

	/** What a letter behind a backslash stands for, {@link #NONE} if for nothing. */
	static char unescape(byte letter) {
		int index = LETTERS.indexOf(letter);
		return (index >= 0) ? ESCAPED.charAt(index) : NONE;
	}

	/** Made when it is needed, which takes a starting JVM milliseconds. */
	private static final class Longs {

		private static final VarHandle HANDLE = MethodHandles.byteArrayViewVarHandle(long[].class,
				ByteOrder.LITTLE_ENDIAN);

		private static final long ONES = 0x0101010101010101L;

		private static final long HIGH = ONES * 0x80;

		private static final long BACKSLASHES = ONES * '\\';

		/** What turns a quote into a blank, and leaves control characters below it. */
		private static final long QUOTE_TO_BLANK = ONES * ('"' ^ ' ');

		private static final long ABOVE_BLANK = ONES * (' ' + 1);

		private static final int FOUR = 4 * Long.BYTES;

		/**
		 * Up to the eight bytes of which one is special, or to where no eight are left.
		 */
		static int skipPlain(byte[] bytes, int from, int to) {
			int i = from;
			while (i <= to - Long.BYTES && (marks(get(bytes, i)) & HIGH) == 0) {
				i += Long.BYTES;
			}
			return i;
		}

		/** The same, where one that is not ASCII counts as well. */
		static int skipPlainAscii(byte[] bytes, int from, int to) {
			int i = from;
			while (i <= to - FOUR && ((marksOfAscii(get(bytes, i)) | marksOfAscii(get(bytes, i + Long.BYTES))
					| marksOfAscii(get(bytes, i + 2 * Long.BYTES)) | marksOfAscii(get(bytes, i + 3 * Long.BYTES)))
					& HIGH) == 0) {
				i += FOUR;
			}
			while (i <= to - Long.BYTES && (marksOfAscii(get(bytes, i)) & HIGH) == 0) {
				i += Long.BYTES;
			}
			return i;
		}

		private static long get(byte[] bytes, int at) {
			return (long) HANDLE.get(bytes, at);
		}

		/** The borrow of a special byte may mark the next one, never one before it. */
		private static long marks(long word) {
			long blanks = word ^ QUOTE_TO_BLANK;
			long slashes = word ^ BACKSLASHES;
			return ((blanks - ABOVE_BLANK) & ~blanks) | ((slashes - ONES) & ~slashes);
		}

		/** Whatever is not ASCII is marked in any case. */
		private static long marksOfAscii(long word) {
			return ((word ^ QUOTE_TO_BLANK) - ABOVE_BLANK) | ((word ^ BACKSLASHES) - ONES) | word;
		}

	}

}
