package io.isolatedworkers.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * MessagePack as its specification describes it, without extension types, as a user would
 * write it. Its frames end with a line end under version 1, which any of them may hold.
 */
public final class MsgPackSerializer extends Serializer {

	private static final BigInteger UNSIGNED = BigInteger.ONE.shiftLeft(Long.SIZE);

	public MsgPackSerializer() {
		super("\n");
	}

	@Override
	public byte[] serialize(@Nullable Object value) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		write(value, new DataOutputStream(bytes));
		return bytes.toByteArray();
	}

	private static void write(@Nullable Object value, DataOutputStream out) throws IOException {
		if (value == null) {
			out.write(0xC0);
		}
		else if (value instanceof Boolean truth) {
			out.write(truth ? 0xC3 : 0xC2);
		}
		else if (value instanceof Float number) {
			out.write(0xCA);
			out.writeFloat(number);
		}
		else if (value instanceof Double number) {
			out.write(0xCB);
			out.writeDouble(number);
		}
		else if (value instanceof BigInteger number && number.bitLength() == Long.SIZE && number.signum() > 0) {
			out.write(0xCF);
			out.writeLong(number.longValue());
		}
		else if (value instanceof Number number) {
			writeInteger(number.longValue(), out);
		}
		else if (value instanceof String text) {
			byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
			writeHead(utf8.length, 0xA0, 32, 0xD9, out);
			out.write(utf8);
		}
		else if (value instanceof byte[] bytes) {
			writeHead(bytes.length, 0, 0, 0xC4, out);
			out.write(bytes);
		}
		else if (value instanceof List<?> list) {
			writeHead(list.size(), 0x90, 16, 0xDB, out);
			for (Object element : list) {
				write(element, out);
			}
		}
		else if (value instanceof Map<?, ?> map) {
			writeHead(map.size(), 0x80, 16, 0xDD, out);
			for (Map.Entry<?, ?> entry : map.entrySet()) {
				write(entry.getKey(), out);
				write(entry.getValue(), out);
			}
		}
		else {
			throw new IllegalArgumentException("MessagePack has no %s".formatted(value.getClass().getName()));
		}
	}

	private static void writeInteger(long number, DataOutputStream out) throws IOException {
		if (number >= -32 && number < 128) {
			out.write((int) number);
		}
		else if (number >= 0 && number <= 0xFFFF) {
			out.write((number <= 0xFF) ? 0xCC : 0xCD);
			writeUnsigned(number, (number <= 0xFF) ? 1 : 2, out);
		}
		else if (number >= 0 && number <= 0xFFFF_FFFFL) {
			out.write(0xCE);
			out.writeInt((int) number);
		}
		else if (number == (byte) number) {
			out.write(0xD0);
			out.writeByte((int) number);
		}
		else if (number == (short) number) {
			out.write(0xD1);
			out.writeShort((int) number);
		}
		else if (number == (int) number) {
			out.write(0xD2);
			out.writeInt((int) number);
		}
		else {
			out.write((number >= 0) ? 0xCF : 0xD3);
			out.writeLong(number);
		}
	}

	/**
	 * Writes a length: within the type's byte if it is below {@code fixed}, or in 1, 2 or
	 * 4 bytes. Lists and maps have no form of 1 byte; their {@code first} would be it.
	 */
	private static void writeHead(int length, int fixedType, int fixed, int first, DataOutputStream out)
			throws IOException {
		boolean collection = fixed == 16;
		if (length < fixed) {
			out.write(fixedType | length);
		}
		else if (length <= 0xFF && !collection) {
			out.write(first);
			out.write(length);
		}
		else if (length <= 0xFFFF) {
			out.write(first + 1);
			out.writeShort(length);
		}
		else {
			out.write(first + 2);
			out.writeInt(length);
		}
	}

	private static void writeUnsigned(long number, int bytes, DataOutputStream out) throws IOException {
		for (int shift = (bytes - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
			out.write((int) (number >>> shift));
		}
	}

	@Override
	public <T> @Nullable T deserialize(byte[] bytes, TypeRef<T> type) {
		ByteBuffer in = ByteBuffer.wrap(bytes);
		Object value = read(in);
		if (in.hasRemaining()) {
			throw new IllegalArgumentException("%d bytes follow the value".formatted(in.remaining()));
		}
		return type.cast(value);
	}

	private static @Nullable Object read(ByteBuffer in) {
		int head = in.get() & 0xFF;
		if (head < 0x80 || head >= 0xE0) {
			return (int) (byte) head;
		}
		if (head < 0x90) {
			return readMap(in, head & 0x0F);
		}
		if (head < 0xA0) {
			return readList(in, head & 0x0F);
		}
		if (head < 0xC0) {
			return readText(in, head & 0x1F);
		}
		return switch (head) {
			case 0xC0 -> null;
			case 0xC2 -> false;
			case 0xC3 -> true;
			case 0xC4 -> readBytes(in, in.get() & 0xFF);
			case 0xC5 -> readBytes(in, in.getShort() & 0xFFFF);
			case 0xC6 -> readBytes(in, in.getInt());
			case 0xCA -> in.getFloat();
			case 0xCB -> in.getDouble();
			case 0xCC -> in.get() & 0xFF;
			case 0xCD -> in.getShort() & 0xFFFF;
			case 0xCE -> narrow(in.getInt() & 0xFFFF_FFFFL);
			case 0xCF -> unsigned(in.getLong());
			case 0xD0 -> (int) in.get();
			case 0xD1 -> (int) in.getShort();
			case 0xD2 -> in.getInt();
			case 0xD3 -> narrow(in.getLong());
			case 0xD9 -> readText(in, in.get() & 0xFF);
			case 0xDA -> readText(in, in.getShort() & 0xFFFF);
			case 0xDB -> readText(in, in.getInt());
			case 0xDC -> readList(in, in.getShort() & 0xFFFF);
			case 0xDD -> readList(in, in.getInt());
			case 0xDE -> readMap(in, in.getShort() & 0xFFFF);
			case 0xDF -> readMap(in, in.getInt());
			default -> throw new IllegalArgumentException("0x%02x begins nothing known".formatted(head));
		};
	}

	private static Number narrow(long number) {
		return (number == (int) number) ? (Number) (int) number : (Number) number;
	}

	private static Number unsigned(long number) {
		return (number >= 0) ? narrow(number) : BigInteger.valueOf(number).add(UNSIGNED);
	}

	private static byte[] readBytes(ByteBuffer in, int length) {
		if (length < 0 || length > in.remaining()) {
			throw new IllegalArgumentException(
					"a length of %d where %d bytes are left".formatted(length, in.remaining()));
		}
		byte[] bytes = new byte[length];
		in.get(bytes);
		return bytes;
	}

	private static String readText(ByteBuffer in, int length) {
		return new String(readBytes(in, length), StandardCharsets.UTF_8);
	}

	private static List<@Nullable Object> readList(ByteBuffer in, int length) {
		List<@Nullable Object> list = new ArrayList<>();
		for (int i = 0; i < length; i++) {
			list.add(read(in));
		}
		return list;
	}

	private static Map<@Nullable Object, @Nullable Object> readMap(ByteBuffer in, int length) {
		Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
		for (int i = 0; i < length; i++) {
			map.put(read(in), read(in));
		}
		return map;
	}

}
