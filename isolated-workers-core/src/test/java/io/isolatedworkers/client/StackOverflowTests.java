package io.isolatedworkers.client;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.testing.DivingMain;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers whose stack ends while they read for others.
 */
class StackOverflowTests {

	@Test
	void callersWithoutStackLeaveTheReadingToOthers() throws Exception {
		Process host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), DivingMain.class.getName())
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try {
			assertThat(host.waitFor(120, TimeUnit.SECONDS)).isTrue();
			assertThat(host.exitValue()).isZero();
		}
		finally {
			host.destroyForcibly();
		}
	}

}
