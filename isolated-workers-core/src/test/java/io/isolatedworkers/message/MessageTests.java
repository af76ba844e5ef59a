package io.isolatedworkers.message;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Messages and their changed copies.
 */
class MessageTests {

	private final Message message = new Message("1", "resize", "small");

	@Test
	void copiesChangeOneThingAndLeaveTheOriginalAlone() {
		assertThat(this.message.withTx("2")).isEqualTo(new Message("2", "resize", "small"));
		assertThat(this.message.withPayload(null)).isEqualTo(new Message("1", "resize", null));
		assertThat(this.message.withTimeout(Duration.ofSeconds(1)))
			.isEqualTo(new Message("1", "resize", "small", Map.of(), Duration.ofSeconds(1), false));
		assertThat(this.message.withMeta("a", "1").withMeta("b", "2").withMeta("a", "3").meta())
			.isEqualTo(Map.of("a", "3", "b", "2"));
		assertThat(this.message).isEqualTo(new Message("1", "resize", "small", Map.of(), null, false));
	}

	@Test
	void metaOfACopyCannotBeChanged() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.message.withMeta("a", "1").meta().put("b", "2"));
	}

	@Test
	void aPayloadIsGivenOnlyAsWhatItIs() {
		assertThat(this.message.payloadAs(String.class)).isEqualTo("small");
		assertThat(this.message.payloadAs(Integer.class)).isNull();
		assertThat(this.message.withPayload(null).payloadAs(String.class)).isNull();
	}

	@Test
	void typesOfTheLibraryAreControlMessages() {
		assertThat(new Message("1", "$ping", null).isControl()).isTrue();
		assertThat(this.message.isControl()).isFalse();
	}

	@Test
	void whatIsRequiredIsNamedWhenItIsMissing() {
		assertThatNullPointerException().isThrownBy(() -> new Message(null, "a", null)).withMessage("tx");
		assertThatNullPointerException().isThrownBy(() -> new Message("1", null, null)).withMessage("type");
		assertThatNullPointerException().isThrownBy(() -> new Message("1", "a", null, null, null, false))
			.withMessage("meta");
	}

}
