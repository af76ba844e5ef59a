package io.isolatedworkers.message;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Failures in their portable form.
 */
class RemoteErrorTests {

	@Test
	void anExceptionKeepsMessageNameStackAndCause() {
		RemoteError error = RemoteError
			.of(new IllegalStateException("outer", new IllegalArgumentException("inner", new Exception("innermost"))));
		assertThat(error.message()).isEqualTo("outer");
		assertThat(error.name()).isEqualTo("java.lang.IllegalStateException");
		assertThat(error.stack()).startsWith("java.lang.IllegalStateException: outer")
			.contains("RemoteErrorTests.anExceptionKeepsMessageNameStackAndCause")
			.contains("Caused by: java.lang.IllegalArgumentException: inner");
		assertThat(error.code()).isNull();
		assertThat(error.cause()).isEqualTo(new RemoteError("inner", "java.lang.IllegalArgumentException", null, null,
				new RemoteError("innermost", "java.lang.Exception", null, null, null)));
	}

	@Test
	void anExceptionWithoutMessageIsDescribedByItsClass() {
		assertThat(RemoteError.of(new NullPointerException()).message()).isEqualTo("NullPointerException");
	}

	@Test
	void codesTravelAlsoInCauses() {
		RemoteError error = RemoteError.of(new Exception("outer", new Coded()));
		assertThat(error.code()).isNull();
		assertThat(error.cause().code()).isEqualTo("PAINT");
	}

	@Test
	void aCircleOfCausesEnds() {
		Exception first = new Exception("first");
		Exception second = new Exception("second", first);
		first.initCause(second);
		int depth = 0;
		for (RemoteError error = RemoteError.of(first); error != null; error = error.cause()) {
			depth++;
		}
		assertThat(depth).isEqualTo(9);
	}

	@Test
	void aLongStackIsCut() {
		RemoteError error = RemoteError.of(deep(2_000, 100));
		assertThat(error.stack()).hasSizeLessThan(17_000).hasSizeGreaterThan(16_000).endsWith("... (cut)");
		assertThat(error.message()).hasSize(100);
	}

	@Test
	void errorsCanBeMadeByHand() {
		assertThat(RemoteError.of("Name", "text")).isEqualTo(new RemoteError("text", "Name", null, null, null));
		assertThat(RemoteError.of("Name", "text", "CODE"))
			.isEqualTo(new RemoteError("text", "Name", null, "CODE", null));
	}

	@Test
	void anExceptionThatCannotDescribeItselfIsStillMadePortable() {
		assertThatCode(() -> RemoteError.of(new Mute())).doesNotThrowAnyException();
	}

	private static Exception deep(int frames, int messageLength) {
		return (frames > 0) ? deep(frames - 1, messageLength) : new Exception("x".repeat(messageLength)) {

			private static final long serialVersionUID = 1L;

			@Override
			public StackTraceElement[] getStackTrace() {
				return super.getStackTrace();
			}

		};
	}

	private static final class Coded extends RuntimeException implements CodedError {

		private static final long serialVersionUID = 1L;

		@Override
		public String code() {
			return "PAINT";
		}

	}

	private static final class Mute extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("no words");
		}

	}

}
