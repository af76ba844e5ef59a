package io.isolatedworkers.command;

import io.isolatedworkers.message.TypeRef;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * A value that is written as its declared type says, inside a message whose own type
 * cannot say it: by its class alone, the elements of a list would lose their type ids.
 *
 * @param value the value
 * @param type its declared type
 */
record TypedValue(Object value, TypeRef<?> type) implements JacksonSerializable {

	@Override
	public void serialize(JsonGenerator out, SerializationContext context) {
		JavaType declared = context.constructType(this.type.type());
		context.findTypedValueSerializer(declared, true).serialize(this.value, out, context);
	}

	@Override
	public void serializeWithType(JsonGenerator out, SerializationContext context, TypeSerializer ignored) {
		serialize(out, context);
	}

}
