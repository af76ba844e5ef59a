package io.isolatedworkers.serializer;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.UTF8JsonGenerator;

/**
 * Writes what stands between two escapes of a text at once. Short texts, and those with
 * characters of two parts, are left to Jackson.
 */
final class QuickJsonGenerator extends UTF8JsonGenerator {

	/** Below this, looking at characters one by one is as fast. */
	private static final int SHORT = 32;

	@SuppressWarnings("NullAway") // no escapes of the user's
	QuickJsonGenerator(ObjectWriteContext context, IOContext io, int streamFeatures, int formatFeatures,
			OutputStream out, SerializableString separator, @Nullable PrettyPrinter printer) {
		super(context, io, streamFeatures, formatFeatures, out, separator, null, printer, 0, '"');
	}

	@Override
	public JsonGenerator writeString(@Nullable String text) {
		if (text == null || text.length() < SHORT) {
			return super.writeString(text);
		}
		byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
		if (!isFaithful(text, utf8)) {
			return super.writeString(text);
		}
		_verifyValueWrite("write a string");
		put('"');
		int start = 0;
		while (true) {
			int special = JsonText.indexOfSpecial(utf8, start, utf8.length);
			put(utf8, start, special - start);
			if (special == utf8.length) {
				break;
			}
			putEscaped(utf8[special]);
			start = special + 1;
		}
		put('"');
		return this;
	}

	/**
	 * Whether no half of a character is among the text, which the JDK replaces silently
	 * and Jackson refuses.
	 */
	private static boolean isFaithful(String text, byte[] utf8) {
		if (utf8.length == text.length()) {
			return text.equals(new String(utf8, StandardCharsets.ISO_8859_1));
		}
		for (int i = 0; i < text.length(); i++) {
			if (Character.isSurrogate(text.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private void put(byte[] bytes, int offset, int count) {
		if (count > this._outputEnd - this._outputTail) {
			_flushBuffer();
			if (count > this._outputEnd) {
				try {
					this._outputStream.write(bytes, offset, count);
				}
				catch (IOException ex) {
					throw _wrapIOFailure(ex);
				}
				return;
			}
		}
		System.arraycopy(bytes, offset, this._outputBuffer, this._outputTail, count);
		this._outputTail += count;
	}

	private void put(int b) {
		if (this._outputTail >= this._outputEnd) {
			_flushBuffer();
		}
		this._outputBuffer[this._outputTail++] = (byte) b;
	}

	private void putEscaped(byte special) {
		if (JsonText.MOST_ESCAPED > this._outputEnd - this._outputTail) {
			_flushBuffer();
		}
		this._outputTail = JsonText.escape(special, this._outputBuffer, this._outputTail);
	}

}
