package io.isolatedworkers.sample.host;

import java.io.IOException;

import io.isolatedworkers.sample.host.ThumbnailClient.Answer;
import io.isolatedworkers.sample.worker.images.SamplePictures;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged sample finds the classes of its workers for threads too.
 */
class ThreadsIT {

	@Test
	void aPackagedApplicationRunsItsWorkersInThreads() throws IOException {
		try (SampleHost host = SampleHost.start("--isolated-workers.run-in-threads=true")) {
			Answer answer = host.client().send(SamplePictures.photo(1200, 900, 16)).join();
			assertThat(answer.status()).as(answer.text()).isEqualTo(200);
			assertThat(host.workers()).isEmpty();
			assertThat(host.log())
				.contains("Pool images runs in threads of this JVM, as 'isolated-workers.run-in-threads' says")
				.contains("Ignored: 'jvm.heap'");
		}
	}

}
