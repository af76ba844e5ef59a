package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * What a worker process runs.
 */
class WorkerCommandTests {

	private final JvmOptions jvm = JvmOptions.builder()
		.javaHome(Path.of("/jdk"))
		.without(JvmDefault.values())
		.arguments("-Da=b")
		.classPath(List.of(Path.of("/lib")))
		.build();

	@Test
	void aContractIsServedByTheLibrarysOwnMainClass() {
		WorkerCommand command = WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class);
		assertThat(command.commandLine(this.jvm, Map.of())).containsExactly("/jdk/bin/java", "-Da=b", "-cp", "/lib",
				"io.isolatedworkers.server.WorkerMain", TestWorkerImpl.class.getName(), TestWorker.class.getName());
		assertThat(WorkerCommand.contract(TestWorker.class.getName(), TestWorkerImpl.class.getName())
			.commandLine(this.jvm, Map.of())).isEqualTo(command.commandLine(this.jvm, Map.of()));
		assertThat(command).hasToString("class " + TestWorkerImpl.class.getName());
	}

	@Test
	void aMainClassGetsItsArguments() {
		WorkerCommand command = WorkerCommand.mainClass("my.Main", "-x", "a b");
		assertThat(command.commandLine(this.jvm, Map.of())).containsExactly("/jdk/bin/java", "-Da=b", "-cp", "/lib",
				"my.Main", "-x", "a b");
		assertThat(command).hasToString("main class my.Main");
	}

	@Test
	void aJarGetsItsArguments(@TempDir Path directory) throws IOException {
		Path jar = Files.createFile(directory.resolve("worker.jar"));
		WorkerCommand command = WorkerCommand.jar(jar, "-x");
		assertThat(command.commandLine(this.jvm, Map.of())).containsExactly("/jdk/bin/java", "-Da=b", "-jar",
				jar.toString(), "-x");
		assertThat(command).hasToString("jar " + jar);
	}

	@Test
	void aJarThatIsMissingIsNamedWithItsFullPath() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> WorkerCommand.jar(Path.of("missing.jar")).commandLine(this.jvm, Map.of()))
			.withMessageContaining(Path.of("missing.jar").toAbsolutePath().toString())
			.withMessageContaining("does not exist");
	}

	@Test
	void anExecutableRunsAsItIsWithoutAJvm() {
		String[] arguments = { "worker.js", "a b" };
		WorkerCommand command = WorkerCommand.executable("node", arguments);
		arguments[0] = "changed.js";
		assertThat(command.commandLine(this.jvm, Map.of())).containsExactly("node", "worker.js", "a b");
		assertThat(command).hasToString("command node worker.js a b");
	}

	@Test
	void argumentsThatAreMissingAreRefused() {
		assertThatNullPointerException().isThrownBy(() -> WorkerCommand.mainClass(null)).withMessage("name");
		assertThatNullPointerException().isThrownBy(() -> WorkerCommand.jar(null)).withMessage("jar");
	}

	@Test
	void argumentsOfAMainClassDoNotChangeWithTheirSource() {
		String[] arguments = { "a" };
		WorkerCommand command = WorkerCommand.mainClass("my.Main", arguments);
		arguments[0] = "b";
		assertThat(command.commandLine(this.jvm, Map.of())).endsWith("my.Main", "a");
	}

	@Test
	void aRelativeJarIsMadeAbsolute() {
		List<String> line = new ArrayList<>(WorkerCommand.jar(Path.of("pom.xml")).commandLine(this.jvm, Map.of()));
		assertThat(line).last().isEqualTo(Path.of("pom.xml").toAbsolutePath().toString());
	}

}
