package io.isolatedworkers.serializer;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.Map;

/**
 * A class that is made for one record, as if somebody had written it:
 * {@code apply(values)} calls the constructor, {@code accept(record, values)} calls all
 * accessors. Reflection does the same, but from JDK 18 on its first calls take a starting
 * JVM some twenty milliseconds and five megabytes, as it makes a dozen classes a
 * signature; and later calls are slower, too.
 */
final class RecordCode {

	private static final int VERSION_17 = 61;

	private static final int FINAL_SUPER = 0x0030;

	private static final int PUBLIC = 0x0001;

	private static final String OBJECT = "java/lang/Object";

	private static final String VALUES = "[Ljava/lang/Object;";

	/** What a value and its place in the array need on the stack, with room to spare. */
	private static final int STACK = 8;

	private final ByteArrayOutputStream constants = new ByteArrayOutputStream();

	private final DataOutputStream constantsOut = new DataOutputStream(this.constants);

	private final Map<String, Integer> known = new HashMap<>();

	private int nextConstant = 1;

	private final String record;

	private final RecordComponent[] components;

	private RecordCode(Class<?> record) {
		this.record = record.getName().replace('.', '/');
		this.components = record.getRecordComponents();
	}

	/**
	 * Makes the class of a record.
	 * @param record the record
	 * @return an object of its class, a {@code Function<Object[], Object>} and a
	 * {@code BiConsumer<Object, Object[]>}
	 * @throws IllegalAccessException if the record is in another module than this
	 * library, and so in another class loader
	 */
	static Object of(Class<?> record) throws IllegalAccessException {
		byte[] classFile = new RecordCode(record).classFile();
		Lookup made = MethodHandles.privateLookupIn(record, MethodHandles.lookup())
			.defineHiddenClass(classFile, false, Lookup.ClassOption.NESTMATE);
		try {
			// Not by reflection, see above
			Object object = made.findConstructor(made.lookupClass(), MethodType.methodType(void.class))
				.asType(MethodType.methodType(Object.class))
				.invokeExact();
			return object;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private byte[] classFile() {
		try {
			// The constants first: they are counted while the rest is made
			ByteArrayOutputStream rest = new ByteArrayOutputStream();
			DataOutputStream out = new DataOutputStream(rest);
			out.writeShort(FINAL_SUPER);
			out.writeShort(type(this.record + "$Plain"));
			out.writeShort(type(OBJECT));
			out.writeShort(2);
			out.writeShort(type("java/util/function/Function"));
			out.writeShort(type("java/util/function/BiConsumer"));
			out.writeShort(0);
			out.writeShort(3);
			method(out, "<init>", "()V", constructor());
			method(out, "apply", "(Ljava/lang/Object;)Ljava/lang/Object;", apply());
			method(out, "accept", "(Ljava/lang/Object;Ljava/lang/Object;)V", accept());
			out.writeShort(0);
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			DataOutputStream file = new DataOutputStream(all);
			file.writeInt(0xCAFEBABE);
			file.writeInt(VERSION_17);
			file.writeShort(this.nextConstant);
			this.constants.writeTo(file);
			rest.writeTo(file);
			return all.toByteArray();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void method(DataOutputStream out, String name, String signature, byte[] code) throws IOException {
		out.writeShort(PUBLIC);
		out.writeShort(text(name));
		out.writeShort(text(signature));
		out.writeShort(1);
		out.writeShort(text("Code"));
		out.writeInt(code.length + 12);
		// A long or double takes the room of two
		out.writeShort(2 * this.components.length + STACK);
		out.writeShort(3);
		out.writeInt(code.length);
		out.write(code);
		out.writeShort(0);
		out.writeShort(0);
	}

	private byte[] constructor() throws IOException {
		Code code = new Code();
		code.put(Code.ALOAD_0);
		code.put(Code.INVOKE_SPECIAL, method(OBJECT, "<init>", "()V"));
		code.put(Code.RETURN);
		return code.bytes();
	}

	private byte[] apply() throws IOException {
		Code code = new Code();
		StringBuilder signature = new StringBuilder("(");
		code.put(Code.NEW, type(this.record));
		code.put(Code.DUP);
		for (int i = 0; i < this.components.length; i++) {
			Class<?> type = this.components[i].getType();
			Class<?> boxed = MethodType.methodType(type).wrap().returnType();
			code.put(Code.ALOAD_1);
			code.put(Code.CHECK_CAST, type(VALUES));
			code.put(Code.PUSH, i);
			code.put(Code.LOAD);
			code.put(Code.CHECK_CAST, type(internal(boxed)));
			if (type.isPrimitive()) {
				code.put(Code.INVOKE_VIRTUAL,
						method(internal(boxed), type.getName() + "Value", "()" + type.descriptorString()));
			}
			signature.append(type.descriptorString());
		}
		code.put(Code.INVOKE_SPECIAL, method(this.record, "<init>", signature.append(")V").toString()));
		code.put(Code.RETURN_OBJECT);
		return code.bytes();
	}

	private byte[] accept() throws IOException {
		Code code = new Code();
		for (int i = 0; i < this.components.length; i++) {
			Class<?> type = this.components[i].getType();
			code.put(Code.ALOAD_2);
			code.put(Code.CHECK_CAST, type(VALUES));
			code.put(Code.PUSH, i);
			code.put(Code.ALOAD_1);
			code.put(Code.CHECK_CAST, type(this.record));
			code.put(Code.INVOKE_VIRTUAL,
					method(this.record, this.components[i].getName(), "()" + type.descriptorString()));
			if (type.isPrimitive()) {
				Class<?> boxed = MethodType.methodType(type).wrap().returnType();
				code.put(Code.INVOKE_STATIC, method(internal(boxed), "valueOf",
						"(" + type.descriptorString() + ")" + boxed.descriptorString()));
			}
			code.put(Code.STORE);
		}
		code.put(Code.RETURN);
		return code.bytes();
	}

	private static String internal(Class<?> type) {
		return type.getName().replace('.', '/');
	}

	private int text(String text) throws IOException {
		Integer index = this.known.get(text);
		if (index != null) {
			return index;
		}
		this.constantsOut.writeByte(1);
		this.constantsOut.writeUTF(text);
		return add(text);
	}

	private int type(String name) throws IOException {
		return pair("class ".concat(name), 7, text(name), -1);
	}

	private int method(String type, String name, String signature) throws IOException {
		int described = pair("name ".concat(name).concat(" ").concat(signature), 12, text(name), text(signature));
		return pair("method ".concat(type).concat(" ").concat(name).concat(" ").concat(signature), 10, type(type),
				described);
	}

	/** A constant that refers to one or two others. */
	private int pair(String key, int tag, int first, int second) throws IOException {
		Integer index = this.known.get(key);
		if (index != null) {
			return index;
		}
		this.constantsOut.writeByte(tag);
		this.constantsOut.writeShort(first);
		if (second >= 0) {
			this.constantsOut.writeShort(second);
		}
		return add(key);
	}

	private int add(String key) {
		this.known.put(key, this.nextConstant);
		return this.nextConstant++;
	}

	/** The instructions of a method, which has no branches. */
	private static final class Code {

		private static final int ALOAD_0 = 42;

		private static final int ALOAD_1 = 43;

		private static final int ALOAD_2 = 44;

		private static final int LOAD = 50;

		private static final int STORE = 83;

		private static final int DUP = 89;

		private static final int RETURN_OBJECT = 176;

		private static final int RETURN = 177;

		private static final int PUSH = 17;

		private static final int INVOKE_VIRTUAL = 182;

		private static final int INVOKE_SPECIAL = 183;

		private static final int INVOKE_STATIC = 184;

		private static final int NEW = 187;

		private static final int CHECK_CAST = 192;

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private void put(int instruction) {
			this.bytes.write(instruction);
		}

		private void put(int instruction, int operand) {
			this.bytes.write(instruction);
			this.bytes.write(operand >> 8);
			this.bytes.write(operand);
		}

		private byte[] bytes() {
			return this.bytes.toByteArray();
		}

	}

}
