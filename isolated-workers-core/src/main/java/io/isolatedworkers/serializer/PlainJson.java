package io.isolatedworkers.serializer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * Messages with {@linkplain PlainTypes plain} payloads in JSON, without Jackson: what
 * most messages are takes a fraction of the code, and a worker that has no others need
 * not load Jackson at all. Everything else is left to Jackson, as is telling what is
 * wrong with a message. No difference may be seen.
 */
final class PlainJson {

	private static final PropertyNames ENVELOPE = new PropertyNames("tx", "type", "timeout", "meta", "progress",
			"attachments", "payload");

	private static final int TX = 0;

	private static final int TYPE = 1;

	private static final int TIMEOUT = 2;

	private static final int META = 3;

	private static final int PROGRESS = 4;

	private static final int ATTACHMENTS = 5;

	private static final int PAYLOAD = 6;

	/** What stands for the first attachment. */
	private static final String FIRST_ATTACHMENT = AttachmentWriter.MARK + "0";

	private PlainJson() {
	}

	/** Whether payloads of a type need no Jackson. */
	static boolean isPlain(TypeRef<?> type) {
		return type.isVoid() || type.rawType() == byte[].class || PlainTypes.contains(type);
	}

	/**
	 * Writes a message.
	 * @return whether it was written; if not, nothing was
	 */
	static boolean encode(Message message, TypeRef<?> payloadType, FrameBuffer out) {
		int start = out.position();
		try {
			Object payload = message.payload();
			boolean attached = payload instanceof byte[] && out.takesAttachments();
			if (payload != null && !attached && !(payload instanceof RemoteError)
					&& !PlainTypes.writes(payload, payloadType)) {
				return false;
			}
			PlainJsonWriter writer = new PlainJsonWriter(out);
			beginEnvelope(message, writer);
			if (payload instanceof byte[] bytes) {
				writer.writeName(ENVELOPE, ATTACHMENTS);
				writer.writeSingle(bytes.length);
				writer.writeName(ENVELOPE, PAYLOAD);
				writer.writeText(FIRST_ATTACHMENT);
				writer.endObject();
				out.attach(ByteBuffer.wrap(bytes));
				return true;
			}
			if (payload != null) {
				writer.writeName(ENVELOPE, PAYLOAD);
				if (payload instanceof RemoteError error) {
					RemoteErrors.write(writer, error);
				}
				else {
					PlainTypes.write(writer, payload, payloadType);
				}
			}
			writer.endObject();
			return true;
		}
		catch (NotPlainException ex) {
			out.position(start);
			return false;
		}
		catch (RuntimeException | Error ex) {
			throw Serializer.cannotEncode(message, ex);
		}
	}

	private static void beginEnvelope(Message message, PlainJsonWriter writer) throws NotPlainException {
		writer.beginObject();
		writer.writeName(ENVELOPE, TX);
		writer.writeText(message.tx());
		writer.writeName(ENVELOPE, TYPE);
		writer.writeText(message.type());
		if (message.timeout() != null) {
			writer.writeName(ENVELOPE, TIMEOUT);
			writer.writeInteger(message.timeout().toMillis());
		}
		if (!message.meta().isEmpty()) {
			writer.writeName(ENVELOPE, META);
			writer.writeTexts(message.meta());
		}
		if (message.progress()) {
			writer.writeName(ENVELOPE, PROGRESS);
			writer.writeTruth(true);
		}
	}

	/**
	 * Reads a message.
	 * @return the message, {@code null} if it is for Jackson to read, or to say what is
	 * wrong
	 */
	static @Nullable Message decode(byte[] frame, int offset, int length, PayloadTypes payloadTypes) {
		try {
			return read(frame, offset, offset + length, payloadTypes);
		}
		catch (NotPlainException | RuntimeException | Error ex) {
			return null;
		}
	}

	private static Message read(byte[] frame, int offset, int end, PayloadTypes payloadTypes) throws NotPlainException {
		PlainJsonReader reader = new PlainJsonReader(frame, offset, end);
		String tx = null;
		String type = null;
		Duration timeout = null;
		Map<String, String> meta = Map.of();
		boolean progress = false;
		long attached = -1;
		Object payload = null;
		int seen = 0;
		reader.beginObject();
		int index = reader.nextProperty(ENVELOPE, TX);
		while (index != PlainReader.END) {
			NotPlainException.unless((seen & (1 << index)) == 0);
			seen |= 1 << index;
			switch (index) {
				case TX -> tx = reader.readText();
				case TYPE -> type = reader.readText();
				case TIMEOUT -> timeout = Duration.ofMillis(reader.readInteger());
				case META -> meta = reader.readTextMap();
				case PROGRESS -> progress = reader.readTruth();
				case ATTACHMENTS -> {
					NotPlainException.unless((seen & (1 << PAYLOAD)) == 0);
					attached = reader.readSingle();
					NotPlainException.unless(attached >= 0 && attached < end - offset);
				}
				default -> {
					TypeRef<?> payloadType = payloadTypes.typeOf(NotPlainException.require(tx),
							NotPlainException.require(type));
					if (payloadType == null || payloadType.isVoid()) {
						reader.skipScalar();
					}
					else {
						payload = (attached < 0) ? PlainTypes.read(reader, payloadType)
								: readAttachment(reader, payloadType, frame, end - (int) attached, end);
					}
				}
			}
			// Most messages have no more between their type and their payload
			index = reader.nextProperty(ENVELOPE, (index == TYPE) ? PAYLOAD : index + 1);
		}
		if (attached >= 0) {
			NotPlainException.unless(payload != null && reader.position() == end - attached);
		}
		else {
			NotPlainException.unless(reader.isAtEnd());
		}
		return new Message(NotPlainException.require(tx), NotPlainException.require(type), payload, meta, timeout,
				progress);
	}

	private static byte[] readAttachment(PlainJsonReader reader, TypeRef<?> type, byte[] frame, int from, int to)
			throws NotPlainException {
		NotPlainException.unless(type.rawType() == byte[].class && reader.readText().equals(FIRST_ATTACHMENT));
		return Arrays.copyOfRange(frame, from, to);
	}

}
