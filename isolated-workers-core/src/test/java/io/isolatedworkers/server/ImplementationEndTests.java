package io.isolatedworkers.server;

import java.nio.file.Path;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.driver.thread.ThreadOptions;
import io.isolatedworkers.testing.Printer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An implementation that has something to close is closed with its worker.
 */
class ImplementationEndTests {

	@TempDir
	private Path directory;

	@Test
	void inAProcess() {
		assertThatClosingIsHeardOf(Workers.start(WorkerCommand.contract(Printer.class, Printer.Impl.class)));
	}

	@Test
	void inAThread() {
		assertThatClosingIsHeardOf(Workers.start(new ThreadDriver(),
				ThreadOptions.contract(Printer.class, Printer.Impl.class).build(), WorkerOptions.defaults()));
	}

	private void assertThatClosingIsHeardOf(Worker worker) {
		Path sign = this.directory.resolve("closed");
		try (worker) {
			worker.contract(Printer.class).useSign(sign.toString());
			assertThat(sign).doesNotExist();
		}
		assertThat(sign).exists();
	}

}
