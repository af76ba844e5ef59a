package io.isolatedworkers.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.testing.AttachingMain;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who loads junixsocket: a host that attaches to a worker, and nobody else.
 */
class JunixsocketLoadingTests {

	private static final String JUNIXSOCKET = "org.newsclub.net.unix.";

	@TempDir
	private Path directory;

	private String logTo(String name) {
		return "-Xlog:class+load:file=" + this.directory.resolve(name);
	}

	private List<String> loaded(String name) throws IOException {
		try (Stream<String> lines = Files.lines(this.directory.resolve(name))) {
			return lines.toList();
		}
	}

	@Test
	void onlyAHostThatAttachesLoadsIt() throws Exception {
		ChildProcessOptions options = ChildProcessOptions
			.builder(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))
			.jvm(JvmOptions.builder().arguments(logTo("worker")).build())
			.detached(true)
			.build();
		try (DetachableWorker worker = Workers.start(options, WorkerOptions.defaults())) {
			String address = worker.address().toJson();
			worker.disconnect();
			assertThat(run("attaching", AttachingMain.class, address)).contains("count 1");
			worker.reconnect();
			assertThat(worker.contract(TestWorker.class).count()).isEqualTo(2);
		}
		assertThat(loaded("worker")).isNotEmpty().noneMatch((line) -> line.contains(JUNIXSOCKET));
		assertThat(loaded("attaching")).anyMatch((line) -> line.contains(JUNIXSOCKET));
	}

	@Test
	void aHostThatOnlyStartsWorkersDoesNotLoadIt() throws Exception {
		assertThat(run("starting", StartingMain.class)).contains("echo hello");
		assertThat(loaded("starting")).anyMatch((line) -> line.contains("ChildProcessChannel"))
			.noneMatch((line) -> line.contains(JUNIXSOCKET));
	}

	private String run(String log, Class<?> main, String... arguments) throws Exception {
		List<String> command = Stream
			.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), logTo(log), "-cp",
					System.getProperty("java.class.path"), main.getName()), Stream.of(arguments))
			.toList();
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).isZero();
		return output;
	}

	/** A host that starts a worker, asks it and closes it. */
	static final class StartingMain {

		private StartingMain() {
		}

		public static void main(String... arguments) {
			try (Worker worker = Workers.start(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))) {
				System.out.println("echo " + worker.contract(TestWorker.class).echo("hello"));
			}
		}

	}

}
