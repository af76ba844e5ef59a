package io.isolatedworkers.message;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Interfaces read as messages.
 */
class ContractTests {

	@Test
	void eachAbstractMethodIsAMessageOfTheSameName() {
		Contract<Good> contract = Contract.of(Good.class);
		assertThat(contract.type()).isEqualTo(Good.class);
		assertThat(contract.methods()).extracting((method) -> method.type().name())
			.containsExactly("array", "future", "later", "list", "nothing", "number", "ping", "varied");
		assertThat(contract.method("absent")).isNull();
		assertThat(contract.method("helper")).isNull();
		assertThat(contract).hasToString("Contract %s [array, future, later, list, nothing, number, ping, varied]"
			.formatted(Good.class.getName()));
	}

	@Test
	void payloadAndResultAreReadFromTheSignature() {
		assertTypes("number", Integer.class, Long.class, false);
		assertTypes("nothing", String.class, Void.class, false);
		assertTypes("ping", Void.class, Boolean.class, false);
		assertTypes("array", byte[].class, int[][].class, false);
		assertTypes("varied", String[].class, String.class, false);
		assertThat(method("list").type().payloadType()).isEqualTo(new TypeRef<Map<String, List<Integer>>>() {
		});
		assertThat(method("list").type().resultType()).isEqualTo(new TypeRef<List<? extends Number>>() {
		});
	}

	@Test
	void stagesAreAnsweredLaterWithWhatTheyHold() {
		assertTypes("later", Integer.class, String.class, true);
		assertTypes("future", Void.class, Void.class, true);
	}

	@Test
	void inheritedMethodsAreMessagesToo() {
		assertThat(Contract.of(Child.class).methods()).extracting((method) -> method.type().name())
			.containsExactly("fromChild", "fromParent");
	}

	@Test
	void aSubInterfaceMayNarrowTheResultOrBindThePayload() {
		assertThat(Contract.of(Narrowing.class).method("value").type().resultType())
			.isEqualTo(TypeRef.of(String.class));
		assertThat(Contract.of(Rebinding.class).method("put").type().payloadType())
			.isEqualTo(TypeRef.of(Integer.class));
	}

	@Test
	void methodsOfObjectAreNoMessages() {
		assertThat(Contract.of(WithObjectMethods.class).methods()).extracting((method) -> method.type().name())
			.containsExactly("work");
	}

	@Test
	void whatIsNoInterfaceIsRefused() {
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> Contract.of(String.class))
			.withMessageContaining("java.lang.String is not a contract")
			.withMessageContaining("it is not an interface")
			.satisfies((ex) -> assertThat(ex.contract()).isEqualTo(String.class));
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> Contract.of(Override.class))
			.withMessageContaining("it is not an interface");
	}

	@Test
	void anInterfaceWithNothingToCallIsRefused() {
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> Contract.of(Empty.class))
			.withMessageContaining("nothing to call");
	}

	@Test
	void everyMethodThatCannotBeAMessageIsNamedWithItsReason() {
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> Contract.of(Bad.class))
			.satisfies((ex) -> assertThat(ex.getMessage().lines().map(String::strip)).containsExactlyInAnyOrder(
					Bad.class.getName() + " is not a contract:",
					"- $own(): names that begin with '$' belong to the library",
					"- generic(Object): it has type parameters; a message needs concrete types",
					"- plainFuture(): it returns Future; of futures only CompletionStage and CompletableFuture can be answered",
					"- rawFuture(): it returns a raw CompletableFuture; name the type of the result",
					"- rawStage(): it returns a raw CompletionStage; name the type of the result",
					"- special(): it returns SpecialFuture; of futures only CompletionStage and CompletableFuture can be answered",
					"- twice(int): the name is used twice; a message is found by its name alone",
					"- two(int, int): it takes 2 parameters; put them into one record"));
	}

	@Test
	void overloadedInheritedMethodsAreRefused() {
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> Contract.of(Overloading.class))
			.withMessageContaining("fromParent(")
			.withMessageContaining("used twice");
	}

	@Test
	void typeVariablesOfTheInterfaceAreRefusedByMethod() {
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> Contract.of(Generic.class))
			.withMessageContaining("all()")
			.withMessageContaining("put(Object)")
			.withMessageContaining("T");
	}

	@Test
	void nestedTypeVariablesOfTheInterfaceAreRefusedByMethod() {
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> Contract.of(DeeplyGeneric.class))
			.withMessageContaining("all()");
	}

	@Test
	void theSameMethodFromTwoParentsIsOneMessage() {
		assertThatCode(() -> Contract.of(Diamond.class)).doesNotThrowAnyException();
	}

	@Test
	void aSealedInterfaceIsRefusedBecauseNoProxyCanImplementIt() {
		assertThatExceptionOfType(InvalidContractException.class).isThrownBy(() -> Contract.of(Sealed.class))
			.withMessageContaining("sealed");
	}

	private static ContractMethod method(String name) {
		ContractMethod method = Contract.of(Good.class).method(name);
		assertThat(method).as(name).isNotNull();
		return method;
	}

	private static void assertTypes(String name, Class<?> payload, Class<?> result, boolean async) {
		ContractMethod method = method(name);
		assertThat(method.type().payloadType()).isEqualTo(TypeRef.of(payload));
		assertThat(method.type().resultType()).isEqualTo(TypeRef.of(result));
		assertThat(method.async()).isEqualTo(async);
		assertThat(method.method().getName()).isEqualTo(name);
	}

	interface Good {

		long number(int value);

		void nothing(String text);

		boolean ping();

		int[][] array(byte[] bytes);

		String varied(String... texts);

		List<? extends Number> list(Map<String, List<Integer>> map);

		CompletionStage<String> later(int value);

		CompletableFuture<Void> future();

		default String helper(int a, int b) {
			return a + " " + b;
		}

		static int constant() {
			return 1;
		}

	}

	interface Parent {

		String fromParent(String text);

	}

	interface Child extends Parent {

		@Override
		String fromParent(String text);

		void fromChild();

	}

	interface Overloading extends Parent {

		String fromParent(int number);

	}

	interface Wide {

		Object value();

	}

	interface Narrowing extends Wide {

		@Override
		String value();

	}

	interface Generic<T> {

		void put(T value);

		List<T> all();

	}

	interface DeeplyGeneric<T> {

		Map<String, List<T>> all();

	}

	interface Rebinding extends Putting<Integer> {

		@Override
		void put(Integer value);

	}

	interface Putting<T> {

		void put(T value);

	}

	interface OtherParent {

		String fromParent(String text);

	}

	interface Diamond extends Parent, OtherParent {

	}

	sealed interface Sealed permits SealedImpl {

		void work();

	}

	static final class SealedImpl implements Sealed {

		@Override
		public void work() {
		}

	}

	interface WithObjectMethods {

		void work();

		@Override
		boolean equals(Object other);

		@Override
		String toString();

	}

	interface Empty {

		default void nothing() {
		}

	}

	@SuppressWarnings("rawtypes")
	interface Bad {

		void two(int a, int b);

		<X> void generic(X value);

		void twice();

		void twice(int value);

		void $own();

		CompletionStage rawStage();

		CompletableFuture rawFuture();

		Future<String> plainFuture();

		SpecialFuture special();

		Collection<String> fine();

	}

	static class SpecialFuture extends CompletableFuture<String> {

	}

}
