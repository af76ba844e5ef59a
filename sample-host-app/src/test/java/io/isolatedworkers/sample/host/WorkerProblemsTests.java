package io.isolatedworkers.sample.host;

import java.util.List;

import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerDisconnectedException;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers are told of each failure.
 */
class WorkerProblemsTests {

	@Test
	void aLostConnectionIsNoFaultOfTheApplication() {
		assertThat(answerTo(new WorkerDisconnectedException("gone", Delivery.MAYBE_EXECUTED)))
			.hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.hasHeader("Retry-After", "1")
			.bodyText()
			.contains("send the image again");
	}

	@Test
	void aWorkerOutOfMemoryIsDescribedOnce() {
		String output = ShutdownReason.OUT_OF_MEMORY + ": Java heap space";
		assertThat(answerTo(crash(ShutdownReason.exited(3, output)))).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.doesNotContainHeader("Retry-After")
			.bodyText()
			.contains("had this image ran out of memory and exited with code 3. It is being replaced")
			.contains("send a smaller image");
	}

	@Test
	void anImageThatEndsItsWorkerIsNotToBeSentAgain() {
		assertThat(answerTo(crash(ShutdownReason.exited(1, "")))).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.doesNotContainHeader("Retry-After")
			.bodyText()
			.contains("had this image exited with code 1")
			.contains("do not send this image again");
	}

	private static WorkerCrashedException crash(ShutdownReason reason) {
		return new WorkerCrashedException("died", Delivery.MAYBE_EXECUTED, reason, "thumbnail", 1, 1);
	}

	private static MockMvcTester.MockMvcRequestBuilder answerTo(WorkerException failure) {
		return MockMvcTester
			.of(List.of(new Failing(failure)), (builder) -> builder.setControllerAdvice(new WorkerProblems()).build())
			.get()
			.uri("/");
	}

	@RestController
	private static final class Failing {

		private final WorkerException failure;

		private Failing(WorkerException failure) {
			this.failure = failure;
		}

		@GetMapping("/")
		String fail() {
			throw this.failure;
		}

	}

}
