package io.isolatedworkers.sample.host;

import java.time.Duration;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.RequestRefusedException;
import io.isolatedworkers.client.RequestTimeoutException;
import io.isolatedworkers.client.WorkerClosedException;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerDisconnectedException;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.WorkerException;
import io.isolatedworkers.sample.worker.images.ImageProblem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Tells callers why their image has no thumbnail, as problem details (RFC 9457). An
 * answer carries {@code Retry-After} only if the same image may succeed later.
 */
@RestControllerAdvice
class WorkerProblems {

	private static final Logger logger = LoggerFactory.getLogger(WorkerProblems.class);

	private static final Duration SOON = Duration.ofSeconds(1);

	private static final Duration LATER = Duration.ofSeconds(5);

	@ExceptionHandler
	ResponseEntity<ProblemDetail> failed(RemoteWorkerException ex) {
		if (ImageProblem.isCode(ex.code())) {
			ProblemDetail problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "No thumbnail of this image",
					ex.getMessage());
			problem.setProperty("code", ex.code());
			return ResponseEntity.of(problem).build();
		}
		return other(ex);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> crashed(WorkerCrashedException ex) {
		ShutdownReason reason = ex.reason();
		if (reason.kind() == ShutdownReason.Kind.EXIT) {
			return unavailable(ex, null, "The image ended its worker process",
					"The worker process that had this image %s. It is being replaced and other requests are not affected; %s"
						.formatted(reason.detail(),
								reason.outOfMemory() ? "send a smaller image" : "do not send this image again"));
		}
		return unavailable(ex, SOON, "The worker process died",
				"The worker process that had this image died: %s. It is being replaced; send the image again"
					.formatted(reason.detail()));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> disconnected(WorkerDisconnectedException ex) {
		return unavailable(ex, SOON, "The connection to the worker process was lost",
				"The connection to the worker process that had this image was lost; send the image again");
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> timedOut(RequestTimeoutException ex) {
		return (ex.delivery() == Delivery.NOT_SENT)
				? unavailable(ex, LATER, "All workers are busy",
						"No worker was free in time; send the image again later")
				: unavailable(ex, null, "The image takes too long",
						"The worker was not done in time; send a smaller image");
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> refused(RequestRefusedException ex) {
		return unavailable(ex, LATER, "All workers are busy",
				"No worker is free and no more requests may wait; send the image again later");
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> closed(WorkerClosedException ex) {
		return unavailable(ex, LATER, "The application is stopping",
				"The application is stopping; send the image again later");
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> other(WorkerException ex) {
		logger.error("A request to the workers failed", ex);
		return ResponseEntity
			.of(problem(HttpStatus.INTERNAL_SERVER_ERROR, "The thumbnail could not be made",
					"This is a fault of the application, not of the image; its log says more"))
			.build();
	}

	private static ResponseEntity<ProblemDetail> unavailable(WorkerException ex, @Nullable Duration retryAfter,
			String title, String detail) {
		logger.warn("{}: {}", title, ex.getMessage());
		return ResponseEntity.of(problem(HttpStatus.SERVICE_UNAVAILABLE, title, detail)).headers((headers) -> {
			if (retryAfter != null) {
				headers.set(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds()));
			}
		}).build();
	}

	private static ProblemDetail problem(HttpStatus status, String title, @Nullable String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setTitle(title);
		return problem;
	}

}
