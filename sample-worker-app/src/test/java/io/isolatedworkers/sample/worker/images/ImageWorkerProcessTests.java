package io.isolatedworkers.sample.worker.images;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The image worker in a process with as much memory as the sample gives it.
 */
class ImageWorkerProcessTests {

	private static final long HEAP_BYTES = 128L * 1024 * 1024;

	@Test
	void aPhotoOf24MegapixelsFitsAndABombDoesNot() {
		byte[] photo = SamplePictures.photo(6000, 4000, 40);
		assertThat(photo.length).isGreaterThan(10_000_000);
		try (Worker worker = start()) {
			ImageWorker images = worker.contract(ImageWorker.class);
			for (int i = 0; i < 20; i++) {
				Thumbnail thumbnail = images.thumbnail(new ThumbnailRequest(photo, 200));
				assertThat(thumbnail.height()).isEqualTo(133);
			}
			assertThatExceptionOfType(WorkerCrashedException.class)
				.isThrownBy(() -> images.thumbnail(new ThumbnailRequest(SamplePictures.bomb(), 200)))
				.satisfies((ex) -> assertThat(ex.reason().exitCode()).isEqualTo(3));
		}
	}

	private static Worker start() {
		JvmOptions jvm = JvmOptions.builder().maxHeapBytes(HEAP_BYTES).build();
		return Workers.start(ChildProcessOptions.builder(WorkerCommand.contract(ImageWorker.class, ImageIoWorker.class))
			.jvm(jvm)
			.build(), WorkerOptions.defaults());
	}

}
