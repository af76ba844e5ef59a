package io.isolatedworkers.sample.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The packaged sample as a process of its own, with a temporary directory of its own.
 */
final class SampleHost implements AutoCloseable {

	static final Path JAR = Path.of("target", "sample-host-app.jar");

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

	private final Process process;

	private final Path directory;

	private final Path log;

	private final int port;

	private SampleHost(Process process, Path directory, Path log) {
		this.process = process;
		this.directory = directory;
		this.log = log;
		await().atMost(START_TIMEOUT)
			.until(() -> !process.isAlive() || log().contains("Started SampleHostApplication"));
		Matcher matcher = PORT.matcher(log());
		assertThat(matcher.find()).as("the sample has started; its log is:%n%s", log()).isTrue();
		this.port = Integer.parseInt(matcher.group(1));
	}

	/**
	 * Starts the sample. Its heap is small, so that it dies if it takes in too much.
	 * @param properties further arguments, such as {@code --name=value}
	 */
	static SampleHost start(String... properties) throws IOException {
		return startIn(Files.createTempDirectory("sample"), properties);
	}

	/** Starts the sample once more, where this one has ended, with what this one left. */
	SampleHost startAgain(String... properties) throws IOException {
		assertThat(this.process.isAlive()).isFalse();
		return startIn(this.directory, properties);
	}

	private static SampleHost startIn(Path directory, String... properties) throws IOException {
		Path log = Files.createTempFile(directory, "host-", ".log");
		// It and its workers live for seconds, and to optimize their code would take
		// longer than to run it.
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
						"-XX:TieredStopAtLevel=1", "-Disolated-workers.defaults.jvm.arguments=-XX:TieredStopAtLevel=1",
						"-Djava.io.tmpdir=" + directory, "-Dsample.data-directory=" + directory.resolve("sample-data"),
						"-Dsample.rows=2000", "-Disolated-workers.defaults.timeouts.startup=60s", "-jar",
						JAR.toString(), "--server.port=0"));
		command.addAll(List.of(properties));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
		return new SampleHost(process, directory, log);
	}

	/** Where the sample keeps its databases. */
	Path data() {
		return this.directory.resolve("sample-data");
	}

	ArchiveClient archive() {
		return new ArchiveClient(this.port);
	}

	ThumbnailClient client() {
		return new ThumbnailClient(this.port);
	}

	Process process() {
		return this.process;
	}

	/** The worker processes, alive at the moment. */
	List<ProcessHandle> workers() {
		return this.process.descendants().toList();
	}

	/** The worker processes of a pool, alive at the moment. */
	List<ProcessHandle> workers(String pool) {
		return client().workers(pool)
			.stream()
			.map((worker) -> worker.get("pid").longValue())
			.flatMap((pid) -> ProcessHandle.of(pid).stream())
			.toList();
	}

	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** What the library has put into the temporary directory. */
	List<Path> leftovers() {
		List<Path> found = new ArrayList<>();
		try (DirectoryStream<Path> stream = Files.newDirectoryStream(this.directory, "isolated-workers-*")) {
			stream.forEach(found::add);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found;
	}

	@Override
	public void close() throws IOException {
		List<ProcessHandle> all = new ArrayList<>(workers());
		this.process.destroyForcibly().onExit().join();
		all.forEach(ProcessHandle::destroyForcibly);
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
