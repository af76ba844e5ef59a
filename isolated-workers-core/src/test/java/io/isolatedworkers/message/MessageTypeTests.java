package io.isolatedworkers.message;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Names and types of messages.
 */
class MessageTypeTests {

	@Test
	void theNamesOfItsAnswersFollowFromItsName() {
		MessageType<String, Integer> type = MessageType.of("resize", String.class, Integer.class);
		assertThat(type.name()).isEqualTo("resize");
		assertThat(type.resultName()).isEqualTo("resizeResult");
		assertThat(type.errorName()).isEqualTo("resizeError");
		assertThat(type.payloadType()).isEqualTo(TypeRef.of(String.class));
		assertThat(type.resultType()).isEqualTo(TypeRef.of(Integer.class));
		assertThat(type).hasToString("resize(java.lang.String) -> java.lang.Integer");
	}

	@Test
	void payloadOrResultMayBeLeftOut() {
		assertThat(MessageType.withoutPayload("ping", String.class).payloadType().isVoid()).isTrue();
		assertThat(MessageType.withoutPayload("ping", String.class).resultType()).isEqualTo(TypeRef.of(String.class));
		assertThat(MessageType.withoutResult("log", String.class).resultType().isVoid()).isTrue();
		assertThat(MessageType.withoutResult("log", String.class).payloadType()).isEqualTo(TypeRef.of(String.class));
	}

	@Test
	void typesAreEqualWhenNamePayloadAndResultAre() {
		MessageType<?, ?> type = MessageType.of("a", new TypeRef<List<String>>() {
		}, TypeRef.of(int.class));
		assertThat(type).isEqualTo(MessageType.of("a", new TypeRef<List<String>>() {
		}, TypeRef.of(Integer.class))).hasSameHashCodeAs(MessageType.withoutResult("a", int.class));
		assertThat(type).isNotEqualTo(MessageType.of("b", new TypeRef<List<String>>() {
		}, TypeRef.of(int.class)))
			.isNotEqualTo(MessageType.withoutResult("a", String.class))
			.isNotEqualTo(MessageType.of("a", new TypeRef<List<String>>() {
			}, TypeRef.of(long.class)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t" })
	void aBlankNameIsRefused(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> MessageType.withoutResult(name, String.class))
			.withMessageContaining("needs a name");
	}

	@Test
	void aNameOfTheLibraryIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> MessageType.withoutPayload("$hello", String.class))
			.withMessageContaining("'$hello'")
			.withMessageContaining("belong to the library");
	}

}
