package io.isolatedworkers.serializer;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.UTF8StreamJsonParser;
import tools.jackson.core.sym.ByteQuadsCanonicalizer;

/**
 * Reads what stands between two escapes of a text at once. Texts that are not ASCII, or
 * have other than the short escapes, are left to Jackson.
 */
final class QuickJsonParser extends UTF8StreamJsonParser {

	/** How long a text with escapes is expected to be behind the first. */
	private static final int MORE = 128;

	@SuppressWarnings("NullAway") // there is no stream behind the bytes
	QuickJsonParser(ObjectReadContext context, IOContext io, int streamFeatures, int formatFeatures,
			ByteQuadsCanonicalizer symbols, byte[] bytes, int start, int end) {
		super(context, io, streamFeatures, formatFeatures, null, symbols, bytes, start, end, 0, false);
	}

	@Override
	public String getString() {
		if (this._tokenIncomplete && this._currToken == JsonToken.VALUE_STRING) {
			String text = readAtOnce();
			if (text != null) {
				return text;
			}
		}
		return super.getString();
	}

	/** Reads a text of ASCII; {@code null} if it is another. */
	private @Nullable String readAtOnce() {
		byte[] bytes = this._inputBuffer;
		StringBuilder parts = null;
		int start = this._inputPtr;
		while (true) {
			int end = JsonText.indexOfSpecialOrNonAscii(bytes, start, this._inputEnd);
			if (end == this._inputEnd || bytes[end] != '"' && bytes[end] != '\\') {
				return null;
			}
			String part = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
			if (bytes[end] == '"') {
				String text = (parts != null) ? parts.append(part).toString() : part;
				this._textBuffer.resetWithString(text);
				this._tokenIncomplete = false;
				this._inputPtr = end + 1;
				return text;
			}
			char escaped = (end + 1 < this._inputEnd) ? JsonText.unescape(bytes[end + 1]) : JsonText.NONE;
			if (escaped == JsonText.NONE) {
				return null;
			}
			if (parts == null) {
				parts = new StringBuilder(end + MORE - start);
			}
			parts.append(part).append(escaped);
			start = end + 2;
		}
	}

}
