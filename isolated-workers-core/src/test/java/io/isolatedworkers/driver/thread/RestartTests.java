package io.isolatedworkers.driver.thread;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.isolatedworkers.testing.RestartMain;
import io.isolatedworkers.testing.ShortLived;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The classes of a worker are gone with it.
 */
class RestartTests {

	/**
	 * Measured: the JVM with the library and Jackson takes 12 MB of metaspace, and each
	 * worker with its 300 classes 2.6 MB more. So there is room for twenty workers, not
	 * for a hundred.
	 */
	private static final int METASPACE_MEGABYTES = 64;

	@Test
	void aHundredRestartsFitIntoAFixedMetaspace() throws Exception {
		assertThat(restart(100, "clean")).isEqualTo("0: restarted 100 times");
	}

	@Test
	void theSameFailsWhereAWorkerLeaks() throws Exception {
		assertThat(restart(100, "leaks")).startsWith("3: ").contains("OutOfMemoryError: Metaspace");
	}

	private static String restart(int times, String how) throws Exception {
		Process process = new ProcessBuilder(ShortLived.java("-XX:MaxMetaspaceSize=%dm".formatted(METASPACE_MEGABYTES),
				"-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-Xmx256m", RestartMain.class.getName(),
				String.valueOf(times), how))
			.redirectErrorStream(true)
			.start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
			String rest = output.lines().filter((line) -> !line.contains(" INFO ")).collect(Collectors.joining("\n"));
			return process.exitValue() + ": " + rest;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
