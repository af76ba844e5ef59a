package io.isolatedworkers.serializer;

import java.io.OutputStream;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * Jackson's JSON, with texts read and written in larger steps. What is read and written
 * is the same. Only for the default mapper: the settings a user can make are not looked
 * at.
 */
final class QuickJsonFactory extends JsonFactory {

	private static final long serialVersionUID = 1L;

	QuickJsonFactory(StreamReadConstraints constraints) {
		super(new JsonFactoryBuilder().streamReadConstraints(constraints)
			.recyclerPool(new RecyclerSlots())
			// A slash may stand for itself
			.disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES));
	}

	private QuickJsonFactory(QuickJsonFactory source) {
		super(source);
	}

	@Override
	public JsonFactory copy() {
		return new QuickJsonFactory(this);
	}

	@Override
	protected Object readResolve() {
		return new QuickJsonFactory(this);
	}

	@Override
	protected JsonParser _createParser(ObjectReadContext context, IOContext io, byte[] bytes, int offset, int length) {
		// Another encoding has a zero or its mark among the first two bytes
		if (length < 2 || bytes[offset] != '{' || bytes[offset + 1] <= 0) {
			return super._createParser(context, io, bytes, offset, length);
		}
		_checkRangeBoundsForByteArray(bytes, offset, length);
		return new QuickJsonParser(context, io, context.getStreamReadFeatures(this._streamReadFeatures),
				context.getFormatReadFeatures(this._formatReadFeatures),
				this._byteSymbolCanonicalizer.makeChild(this._factoryFeatures), bytes, offset, offset + length);
	}

	@Override
	protected JsonGenerator _createUTF8Generator(ObjectWriteContext context, IOContext io, OutputStream out) {
		return new QuickJsonGenerator(context, io, context.getStreamWriteFeatures(this._streamWriteFeatures),
				context.getFormatWriteFeatures(this._formatWriteFeatures), out,
				context.getRootValueSeparator(this._rootValueSeparator), context.getPrettyPrinter());
	}

}
