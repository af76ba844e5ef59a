package io.isolatedworkers.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.testing.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers that are disconnected, connected again, killed, stopped, continued and closed
 * at random, with requests in flight: each request ends once, and nothing is left. Runs
 * in a process of its own, whose threads, files and children can be counted.
 */
@EnabledOnOs(OS.LINUX)
class ChaosTests {

	private static final long SEED = 42;

	private static final int ROUNDS = 1_000;

	@TempDir
	private Path directory;

	@Test
	void everyRequestEndsOnceAndNothingIsLeftAfterAThousandRounds() throws Exception {
		Path temporary = Files.createDirectory(this.directory.resolve("t"));
		File output = this.directory.resolve("output").toFile();
		Process host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx512m", "-cp", System.getProperty("java.class.path"), "-Djava.io.tmpdir=" + temporary,
				ChaosHost.class.getName(), String.valueOf(SEED), String.valueOf(ROUNDS), String.valueOf(hasNode()))
			.redirectErrorStream(true)
			.redirectOutput(output)
			.start();
		try {
			boolean ended = host.waitFor(8, TimeUnit.MINUTES);
			if (!ended) {
				// Its threads are in the output then
				Processes.send("QUIT", host.pid());
				host.waitFor(5, TimeUnit.SECONDS);
			}
			String told = Files.readString(output.toPath());
			assertThat(ended).as("ended in time: %s", told).isTrue();
			assertThat(host.exitValue()).as(told).isZero();
			assertThat(temporary).isEmptyDirectory();
		}
		finally {
			host.descendants().forEach(ProcessHandle::destroyForcibly);
			host.destroyForcibly().waitFor();
		}
	}

	private static boolean hasNode() throws InterruptedException {
		try {
			return new ProcessBuilder("node", "--version").start().waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
