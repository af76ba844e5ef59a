package io.isolatedworkers.command;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left of a host that did not close its router.
 */
class CommandHostEndTests {

	@TempDir
	Path directory;

	@Test
	void nothingIsLeftOfAHostThatExits() throws Exception {
		end((host) -> host.outputWriter().close());
	}

	@Test
	void nothingIsLeftOfAHostThatIsKilled() throws Exception {
		end(Process::destroyForcibly);
	}

	private void end(Ending ending) throws Exception {
		Process host = new ProcessBuilder(
				ShortLived.java("-Djava.io.tmpdir=" + this.directory, CommandHostMain.class.getName()))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try (BufferedReader output = host.inputReader()) {
			String line = output.readLine();
			while (line != null && !line.startsWith("worker ")) {
				line = output.readLine();
			}
			assertThat(line).isNotNull();
			assertThat(left()).hasSize(1);
			ending.of(host);
			host.waitFor();
		}
		finally {
			host.destroyForcibly();
		}
		Processes.eventually().untilAsserted(() -> assertThat(left()).isEmpty());
	}

	private List<Path> left() throws Exception {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.filter((file) -> file.getFileName().toString().startsWith("isolated-workers-")).toList();
		}
	}

	@FunctionalInterface
	private interface Ending {

		void of(Process host) throws Exception;

	}

}
