package io.isolatedworkers.logging;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * The filter before every logger.
 */
class MetaLoggerTests {

	private final Recording recording = new Recording();

	@ParameterizedTest
	@EnumSource
	void onlyWhatTheLevelAllowsIsWritten(LogLevel level) {
		MetaLogger logger = new MetaLogger(this.recording, level);
		Exception cause = new Exception("cause");
		logger.debug("d");
		logger.debug(() -> "s");
		logger.info("i");
		logger.warn("w");
		logger.warn("w", cause);
		logger.error("e");
		logger.error("e", cause);
		List<String> all = List.of("DEBUG d", "DEBUG s", "INFO i", "WARN w null", "WARN w " + cause, "ERROR e null",
				"ERROR e " + cause);
		assertThat(this.recording.lines).isEqualTo(all.stream().filter((line) -> level.allows(levelOf(line))).toList());
		for (LogLevel other : LogLevel.values()) {
			assertThat(logger.allows(other)).isEqualTo(other.ordinal() >= level.ordinal());
		}
	}

	@Test
	void detailsThatNobodyWantsAreNotMade() {
		new MetaLogger(this.recording, LogLevel.INFO).debug(() -> {
			throw new AssertionError("made in vain");
		});
		assertThat(this.recording.lines).isEmpty();
	}

	@Test
	void aLoggerThatThrowsIsReplacedByStandardError() {
		for (Throwable thrown : List.of(new IllegalStateException("disk full"), new NoClassDefFoundError("log/Impl"))) {
			MetaLogger logger = new MetaLogger(new Throwing(thrown), LogLevel.DEBUG);
			assertThat(standardErrorOf(() -> logger.warn("worker gone", new Exception("why")))).contains("worker gone")
				.contains("WARN")
				.contains(thrown.getMessage())
				.contains(Throwing.class.getName());
			assertThat(standardErrorOf(() -> logger.debug("d"))).contains("DEBUG d");
			assertThat(standardErrorOf(() -> logger.info("i"))).contains("INFO i");
			assertThat(standardErrorOf(() -> logger.error("e"))).contains("ERROR e");
		}
	}

	@Test
	void whatTheLevelHidesDoesNotReachAThrowingLogger() {
		MetaLogger logger = new MetaLogger(new Throwing(new IllegalStateException("disk full")), LogLevel.ERROR);
		assertThat(standardErrorOf(() -> logger.warn("hidden"))).isEmpty();
	}

	private static LogLevel levelOf(String line) {
		return LogLevel.valueOf(line.substring(0, line.indexOf(' ')));
	}

	private static String standardErrorOf(Runnable action) {
		PrintStream before = System.err;
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
		try {
			assertThatCode(action::run).doesNotThrowAnyException();
		}
		finally {
			System.setErr(before);
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	private static final class Recording implements Logger {

		private final List<String> lines = new ArrayList<>();

		@Override
		public void debug(String message) {
			this.lines.add("DEBUG " + message);
		}

		@Override
		public void info(String message) {
			this.lines.add("INFO " + message);
		}

		@Override
		public void warn(String message, Throwable cause) {
			this.lines.add("WARN " + message + " " + cause);
		}

		@Override
		public void error(String message, Throwable cause) {
			this.lines.add("ERROR " + message + " " + cause);
		}

	}

	private static final class Throwing implements Logger {

		private final Throwable failure;

		private Throwing(Throwable failure) {
			this.failure = failure;
		}

		private void fail() {
			if (this.failure instanceof Error error) {
				throw error;
			}
			throw (RuntimeException) this.failure;
		}

		@Override
		public void debug(String message) {
			fail();
		}

		@Override
		public void info(String message) {
			fail();
		}

		@Override
		public void warn(String message, Throwable cause) {
			fail();
		}

		@Override
		public void error(String message, Throwable cause) {
			fail();
		}

	}

}
