package io.isolatedworkers.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.testing.HostMain;
import io.isolatedworkers.testing.Processes;
import io.isolatedworkers.testing.ShortLived;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.testing.Processes.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is left when the host goes, however it goes: nothing.
 */
class HostDeathTests {

	@TempDir
	private Path directory;

	private Process host;

	private List<Long> startHost(String... arguments) throws IOException {
		List<String> command = ShortLived.java("-Djava.io.tmpdir=" + this.directory, HostMain.class.getName());
		command.addAll(List.of(arguments));
		this.host = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		List<Long> pids = new ArrayList<>();
		BufferedReader output = this.host.inputReader();
		for (String line = output.readLine(); !"busy".equals(line); line = output.readLine()) {
			if (line.matches("\\d+")) {
				pids.add(Long.parseLong(line));
			}
		}
		assertThat(pids).hasSize(2).allMatch(Processes::isAlive);
		assertThat(Processes.socketsIn(this.directory)).hasSizeGreaterThanOrEqualTo(3);
		return pids;
	}

	private void assertNothingIsLeft(List<Long> pids) {
		eventually()
			.until(() -> pids.stream().noneMatch(Processes::isAlive) && Processes.socketsIn(this.directory).isEmpty());
	}

	@Test
	void nothingIsLeftOfAHostThatIsKilledWhileItsWorkersAreBusy() throws Exception {
		List<Long> pids = startHost();
		Processes.kill(this.host.pid());
		assertNothingIsLeft(pids);
	}

	@Test
	void nothingIsLeftOfAHostThatIsTerminated() throws Exception {
		List<Long> pids = startHost();
		Processes.send("TERM", this.host.pid());
		assertThat(this.host.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertNothingIsLeft(pids);
	}

	@Test
	void anInterruptFromTheTerminalIsLeftToTheHost() throws Exception {
		try (Worker worker = ShortLived.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))) {
			Processes.send("INT", worker.pid().getAsLong());
			assertThat(worker.contract(TestWorker.class).echo("unharmed")).isEqualTo("unharmed");
			assertThat(worker.isActive()).isTrue();
		}
	}

}
