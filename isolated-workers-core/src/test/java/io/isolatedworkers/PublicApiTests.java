package io.isolatedworkers;

import java.lang.reflect.Executable;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the public API asks of its users: no raw types, no casts, no {@link Object}s.
 */
class PublicApiTests {

	/** Results that are an {@link Object}, and why they can be nothing else. */
	private static final Map<String, String> OBJECTS = Map.of("Message.payload",
			"middleware sees messages of all types; payloadAs gives it as one, checked", "WorkerOptions.workerData",
			"the user's own value of any type; a worker reads it by its type", "ChannelSettings.workerData",
			"the same value on its way to a driver, which hands it on", "Row.value",
			"ids of any type go from one operation to the next; text, integer, real and blob give it as one, checked",
			"Comparison.value", "the user's own value on its way to an adapter", "In.values", "the same", "Update.id",
			"the same", "Delete.id", "the same");

	/** Found once: that takes as long as all tests. */
	private static final List<Class<?>> PUBLIC_CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ArchitectureTests.ROOT)
		.stream()
		.<Class<?>>map(JavaClass::reflect)
		.filter(PublicApiTests::isVisible)
		.toList();

	private static Stream<Class<?>> publicClasses() {
		return PUBLIC_CLASSES.stream();
	}

	private static boolean isVisible(Class<?> type) {
		Class<?> outer = type.getEnclosingClass();
		return isVisible(type.getModifiers()) && (outer == null || isVisible(outer));
	}

	private static boolean isVisible(int modifiers) {
		return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
	}

	private static Stream<Method> methods() {
		return publicClasses().flatMap((type) -> Arrays.stream(type.getDeclaredMethods()))
			.filter((method) -> isVisible(method.getModifiers()) && !method.isSynthetic());
	}

	private static Stream<Executable> methodsAndConstructors() {
		return Stream.concat(methods(), publicClasses().flatMap((type) -> Arrays.stream(type.getDeclaredConstructors()))
			.filter((constructor) -> isVisible(constructor.getModifiers()) && !constructor.isSynthetic()));
	}

	private static String nameOf(Executable member) {
		return (member instanceof Method) ? member.getDeclaringClass().getSimpleName() + "." + member.getName()
				: member.getDeclaringClass().getSimpleName();
	}

	@Test
	void theApiIsFound() {
		assertThat(methodsAndConstructors().map(PublicApiTests::nameOf)).contains("Worker.start", "WorkerClient.send",
				"WorkerPool.builder", "Serializer.convert", "RemoteWorkerException");
	}

	@Test
	void nothingTakesOrReturnsARawType() {
		assertThat(methodsAndConstructors().filter((member) -> types(member).anyMatch(PublicApiTests::isRaw)))
			.isEmpty();
		assertThat(publicClasses().filter((type) -> parents(type).anyMatch(PublicApiTests::isRaw))).isEmpty();
	}

	@Test
	void nothingReturnsAnObjectUnlessItIsTheUsersOwn() {
		assertThat(methods().filter((method) -> mentionsObject(method.getGenericReturnType()))
			.map(PublicApiTests::nameOf)
			.distinct()).containsExactlyInAnyOrderElementsOf(OBJECTS.keySet());
	}

	/**
	 * A result of a type that no parameter tells is a cast that nobody checks.
	 */
	@Test
	void nothingReturnsATypeOfTheCallersChoiceThatItIsNotTold() {
		assertThat(methods().filter((method) -> Stream.of(method.getTypeParameters())
			.anyMatch((variable) -> mentions(method.getGenericReturnType(), variable)
					&& Stream.of(method.getGenericParameterTypes())
						.noneMatch((parameter) -> mentions(parameter, variable)))))
			.isEmpty();
	}

	private static Stream<Type> types(Executable member) {
		Stream<Type> parameters = Stream.of(member.getGenericParameterTypes());
		return (member instanceof Method method) ? Stream.concat(Stream.of(method.getGenericReturnType()), parameters)
				: parameters;
	}

	private static Stream<Type> parents(Class<?> type) {
		return Stream.concat(Stream.of(type.getGenericInterfaces()), Stream.ofNullable(type.getGenericSuperclass()));
	}

	private static boolean isRaw(Type type) {
		return (type instanceof Class<?> plain) ? elementOf(plain).getTypeParameters().length > 0
				: parts(type).anyMatch(PublicApiTests::isRaw);
	}

	private static boolean mentionsObject(Type type) {
		return (type instanceof Class<?> plain) ? elementOf(plain) == Object.class
				: !(type instanceof WildcardType) && parts(type).anyMatch(PublicApiTests::mentionsObject);
	}

	private static boolean mentions(Type type, TypeVariable<?> variable) {
		return type.equals(variable) || parts(type).anyMatch((part) -> mentions(part, variable));
	}

	private static Class<?> elementOf(Class<?> type) {
		return type.isArray() ? elementOf(Objects.requireNonNull(type.getComponentType())) : type;
	}

	/** What a type is made of. */
	private static Stream<Type> parts(Type type) {
		if (type instanceof ParameterizedType parameterized) {
			return Stream.of(parameterized.getActualTypeArguments());
		}
		if (type instanceof GenericArrayType array) {
			return Stream.of(array.getGenericComponentType());
		}
		if (type instanceof WildcardType wildcard) {
			return Stream.concat(Stream.of(wildcard.getUpperBounds()), Stream.of(wildcard.getLowerBounds()));
		}
		return Stream.empty();
	}

}
