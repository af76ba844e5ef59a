package io.isolatedworkers.sample.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.ClassDataArchives;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.sample.worker.images.ImageIoWorker;
import io.isolatedworkers.sample.worker.images.ImageWorker;
import io.isolatedworkers.sample.worker.images.SamplePictures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers of the packaged sample share an archive of classes, though these are in jars
 * inside a jar.
 */
class ClassDataIT {

	/** Each of two steps may take ten minutes: they run at a low priority. */
	private static final Duration LIMIT = Duration.ofMinutes(20);

	private static final byte[] PHOTO = SamplePictures.photo(4, 3, 1);

	@TempDir
	private Path directory;

	@Test
	void theSecondWorkerUsesWhatWasMadeForTheFirst() throws Exception {
		assertThat(archivesOfWorker("first")).isEmpty();
		assertThat(ClassDataArchives.await(LIMIT)).isTrue();
		assertThat(archivesOfWorker("second")).singleElement().asString().matches(".*\\.(jsa|aot)");
	}

	/** Starts a worker that says nothing but its answer; the archives it has mapped. */
	private List<String> archivesOfWorker(String name) throws IOException {
		Path output = this.directory.resolve(name);
		Path cache = this.directory.resolve("cache");
		ChildProcessOptions options = ChildProcessOptions
			.builder(WorkerCommand.contract(ImageWorker.class, ImageIoWorker.class))
			.jvm(JvmOptions.builder()
				.classPath(List.of(SampleHost.JAR))
				.classDataArchive(true)
				.archiveDirectory(cache)
				.build())
			.redirectOutput(ProcessBuilder.Redirect.to(output.toFile()))
			.redirectErrors(ProcessBuilder.Redirect.appendTo(output.toFile()))
			.build();
		try (Worker worker = Workers.start(options, WorkerOptions.builder().startupTimeout(LIMIT).build())) {
			assertThat(worker.contract(ImageWorker.class).metadata(PHOTO).width()).isEqualTo(4);
			assertThat(output).isEmptyFile();
			String pid = String.valueOf(worker.pid().orElseThrow());
			return Files.readAllLines(Path.of("/proc", pid, "maps"))
				.stream()
				.filter((line) -> line.contains(cache.toString()))
				.map((line) -> line.substring(line.indexOf('/')))
				.distinct()
				.toList();
		}
	}

}
