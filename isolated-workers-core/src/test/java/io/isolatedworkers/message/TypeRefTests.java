package io.isolatedworkers.message;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Java types with their type arguments.
 */
class TypeRefTests {

	@Test
	void aClassIsItsOwnRawType() {
		TypeRef<String> type = TypeRef.of(String.class);
		assertThat(type.type()).isEqualTo(String.class);
		assertThat(type.rawType()).isEqualTo(String.class);
		assertThat(type.isVoid()).isFalse();
		assertThat(type).hasToString("java.lang.String");
	}

	@Test
	void primitiveTypesBecomeTheirWrappers() {
		assertThat(TypeRef.of(int.class)).isEqualTo(TypeRef.of(Integer.class));
		assertThat(TypeRef.of(boolean.class).cast(true)).isTrue();
		assertThat(TypeRef.of(byte.class).rawType()).isEqualTo(Byte.class);
		assertThat(TypeRef.of(short.class).rawType()).isEqualTo(Short.class);
		assertThat(TypeRef.of(long.class).rawType()).isEqualTo(Long.class);
		assertThat(TypeRef.of(float.class).rawType()).isEqualTo(Float.class);
		assertThat(TypeRef.of(double.class).rawType()).isEqualTo(Double.class);
		assertThat(TypeRef.of(char.class).rawType()).isEqualTo(Character.class);
		assertThat(TypeRef.of((java.lang.reflect.Type) int.class)).isEqualTo(TypeRef.of(Integer.class));
	}

	@Test
	void voidIsNoValue() {
		assertThat(TypeRef.of(void.class).isVoid()).isTrue();
		assertThat(TypeRef.of(Void.class).isVoid()).isTrue();
	}

	@Test
	void anAnonymousSubclassGivesTheTypeArguments() {
		TypeRef<Map<String, List<Integer>>> type = new TypeRef<>() {
		};
		assertThat(type.rawType()).isEqualTo(Map.class);
		assertThat(type).hasToString("java.util.Map<java.lang.String, java.util.List<java.lang.Integer>>");
	}

	@Test
	void arraysOfGenericTypesHaveARawType() {
		TypeRef<List<String>[]> type = new TypeRef<>() {
		};
		assertThat(type.rawType()).isEqualTo(List[].class);
		assertThat(TypeRef.of(int[].class).rawType()).isEqualTo(int[].class);
	}

	@Test
	void referencesAreEqualWhenTheirTypesAre() {
		TypeRef<List<String>> one = new TypeRef<>() {
		};
		TypeRef<List<String>> other = new TypeRef<>() {
		};
		TypeRef<List<Integer>> different = new TypeRef<>() {
		};
		assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isNotEqualTo(different).isNotEqualTo(null);
		assertThat(TypeRef.of(one.type())).isEqualTo(one);
	}

	@Test
	void castChecksTheRawTypeAndLetsNullThrough() {
		assertThat(TypeRef.of(String.class).cast(null)).isNull();
		assertThat(TypeRef.of(String.class).cast("text")).isEqualTo("text");
		assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> TypeRef.of(Integer.class).cast("text"));
	}

	@Test
	void boundedWildcardsCountAsTheirBound() throws Exception {
		assertThat(TypeRef.of(argumentOf("upper")).rawType()).isEqualTo(Number.class);
		assertThat(TypeRef.of(argumentOf("unbounded")).rawType()).isEqualTo(Object.class);
		assertThatIllegalArgumentException().isThrownBy(() -> TypeRef.of(argumentOf("lower")))
			.withMessageContaining("? super java.lang.Integer");
	}

	@Test
	void aSubclassWithoutTypeArgumentIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(RawRef::new).withMessageContaining("needs its type argument");
	}

	@Test
	void typeVariablesAreRefusedByName() {
		assertThatIllegalArgumentException().isThrownBy(TypeRefTests::<String>variable).withMessageContaining("T ");
		assertThatIllegalArgumentException().isThrownBy(TypeRefTests::<String>listOfVariable)
			.withMessageContaining("type variable T");
		assertThatIllegalArgumentException().isThrownBy(TypeRefTests::<String>arrayOfVariable)
			.withMessageContaining("T ");
	}

	@Test
	void typeVariablesAreRefusedAtAnyDepth() {
		assertThatIllegalArgumentException().isThrownBy(TypeRefTests::<String>listOfListsOfVariable)
			.withMessageContaining("T");
		assertThatIllegalArgumentException().isThrownBy(TypeRefTests::<String>wildcardOfVariable)
			.withMessageContaining("T");
		assertThatIllegalArgumentException().isThrownBy(TypeRefTests::<String>listOfArraysOfVariable)
			.withMessageContaining("T");
	}

	@Test
	void aSubclassOfASubclassIsNotReadWrongly() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Second<String, Integer>() {
		});
	}

	private static java.lang.reflect.Type argumentOf(String field) throws NoSuchFieldException {
		return ((java.lang.reflect.ParameterizedType) Fields.class.getDeclaredField(field).getGenericType())
			.getActualTypeArguments()[0];
	}

	private static <T> TypeRef<T> variable() {
		return new TypeRef<>() {
		};
	}

	private static <T> TypeRef<List<T>> listOfVariable() {
		return new TypeRef<>() {
		};
	}

	private static <T> TypeRef<T[]> arrayOfVariable() {
		return new TypeRef<>() {
		};
	}

	private static <T> TypeRef<List<List<T>>> listOfListsOfVariable() {
		return new TypeRef<>() {
		};
	}

	private static <T> TypeRef<Optional<? extends T>> wildcardOfVariable() {
		return new TypeRef<>() {
		};
	}

	private static <T> TypeRef<List<T[]>> listOfArraysOfVariable() {
		return new TypeRef<>() {
		};
	}

	static class Fields {

		List<? extends Number> upper;

		List<? super Integer> lower;

		List<?> unbounded;

	}

	@SuppressWarnings("rawtypes")
	static class RawRef extends TypeRef {

	}

	static class Second<A, B> extends TypeRef<B> {

	}

}
