package io.isolatedworkers.serializer;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A user's own serializer may write in any way that Jackson offers; what it writes
 * arrives the same whether or not there are bytes beside it.
 */
class AttachmentWriterTests {

	private static final TypeRef<Map<String, Object>> MAP = new TypeRef<>() {
	};

	@ParameterizedTest
	@EnumSource
	void whatIsWrittenArrivesAlsoBesideBytes(Way way) {
		Serializer serializer = new JsonSerializer(
				JsonMapper.builder().addModule(new SimpleModule().addSerializer(new Writer())).build());
		Object alone = roundTrip(serializer, new Written(way, new byte[0][])).get("value");
		assertThat(alone).isEqualTo(way.expected);
		byte[][] bytes = { { 1, 2 }, {}, { '\n' } };
		for (int i = 0; i < 2; i++) {
			Map<String, Object> beside = roundTrip(serializer, new Written(way, bytes));
			assertThat(beside.get("value")).isEqualTo(way.expected);
			assertThat(beside.get("bytes")).asInstanceOf(InstanceOfAssertFactories.LIST)
				.containsExactly(bytes[0], bytes[1], bytes[2]);
		}
	}

	private static Map<String, Object> roundTrip(Serializer serializer, Written payload) {
		FrameBuffer buffer = new FrameBuffer(100_000, true);
		serializer.encode(new Message("1", "a", payload), TypeRef.of(Written.class), buffer);
		return MAP.cast(Codec.decode(serializer, Codec.bytes(buffer), MAP).payload());
	}

	private enum Way {

		TEXT("\0first") {
			@Override
			void write(JsonGenerator out) {
				out.writeString("\0first");
			}
		},

		MARK_ALONE("\0") {
			@Override
			void write(JsonGenerator out) {
				out.writeString("\0");
			}
		},

		CHARACTERS("\0abc") {
			@Override
			void write(JsonGenerator out) {
				out.writeString("x\0abcx".toCharArray(), 1, 4);
			}
		},

		SERIALIZED("\0abc") {
			@Override
			void write(JsonGenerator out) {
				out.writeString(new SerializedString("\0abc"));
			}
		},

		READER("\0ab") {
			@Override
			void write(JsonGenerator out) {
				out.writeString(new StringReader("\0abc"), 3);
			}
		},

		READER_OF_UNKNOWN_LENGTH("\0€".repeat(5_000)) {
			@Override
			void write(JsonGenerator out) {
				out.writeString(new StringReader("\0€".repeat(5_000)), -1);
			}
		},

		UTF8("\0€") {
			@Override
			void write(JsonGenerator out) {
				byte[] text = "x\0€x".getBytes(StandardCharsets.UTF_8);
				out.writeUTF8String(text, 1, text.length - 2);
			}
		},

		RAW_UTF8("\0€\n") {
			@Override
			void write(JsonGenerator out) {
				byte[] text = "\\u0000€\\n".getBytes(StandardCharsets.UTF_8);
				out.writeRawUTF8String(text, 0, text.length);
			}
		},

		ARRAY_OF_TEXTS(List.of("\0one", "two")) {
			@Override
			void write(JsonGenerator out) {
				out.writeArray(new String[] { "zero", "\0one", "two" }, 1, 2);
			}
		},

		ARRAY_OF_NUMBERS(List.of(1, 2)) {
			@Override
			void write(JsonGenerator out) {
				out.writeArray(new int[] { 1, 2 }, 0, 2);
			}
		},

		RAW_VALUE(Map.of("a", List.of("\0one", 0.5))) {
			@Override
			void write(JsonGenerator out) {
				out.writeRawValue("{\"a\":[\"\\u0000one\",0.5]}");
			}
		},

		PART_OF_RAW_VALUE(List.of("\0one")) {
			@Override
			void write(JsonGenerator out) {
				out.writeRawValue("x[\"\\u0000one\"]x", 1, 13);
			}
		},

		RAW_CHARACTERS(List.of("\0one")) {
			@Override
			void write(JsonGenerator out) {
				out.writeRawValue("[\"\\u0000one\"]".toCharArray(), 0, 13);
			}
		},

		RAW_SERIALIZED(List.of("plain")) {
			@Override
			void write(JsonGenerator out) {
				out.writeRawValue(new SerializedString("[\"plain\"]"));
			}
		},

		OBJECT(Map.of("deep", "\0x")) {
			@Override
			void write(JsonGenerator out) {
				out.writePOJO(Map.of("deep", "\0x"));
			}
		},

		TREE(List.of("\0x", 1)) {
			@Override
			void write(JsonGenerator out) {
				out.writeTree(JsonMapper.shared().createArrayNode().add("\0x").add(1));
			}
		};

		private final Object expected;

		Way(Object expected) {
			this.expected = expected;
		}

		abstract void write(JsonGenerator out);

	}

	private record Written(Way way, byte[][] bytes) {

	}

	private static final class Writer extends ValueSerializer<Written> {

		@Override
		public Class<Written> handledType() {
			return Written.class;
		}

		@Override
		public void serialize(Written value, JsonGenerator out, SerializationContext context) {
			out.writeStartObject();
			out.writeName("value");
			value.way().write(out);
			out.writeName("bytes");
			out.writeStartArray();
			for (byte[] bytes : value.bytes()) {
				if (bytes.length == 1) {
					out.writeBinary(new ByteArrayInputStream(bytes), bytes.length);
				}
				else {
					out.writePOJO(bytes);
				}
			}
			out.writeEndArray();
			out.writeEndObject();
		}

	}

}
