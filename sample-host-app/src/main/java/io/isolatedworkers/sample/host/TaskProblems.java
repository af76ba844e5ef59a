package io.isolatedworkers.sample.host;

import java.util.Map;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.RequestRefusedException;
import io.isolatedworkers.client.RequestTimeoutException;
import io.isolatedworkers.client.WorkerClosedException;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.client.WorkerDisconnectedException;
import io.isolatedworkers.message.WorkerException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Tells callers why a worker did not do what they asked, as problem details (RFC 9457),
 * where all that is asked may be asked again.
 */
@RestControllerAdvice({ "io.isolatedworkers.sample.host.archive", "io.isolatedworkers.sample.host.minds" })
@Order(Ordered.HIGHEST_PRECEDENCE)
public class TaskProblems {

	private static final Logger logger = LoggerFactory.getLogger(TaskProblems.class);

	private static final String SECONDS_TO_WAIT = "5";

	/** What the codes of the workers mean to an HTTP client. */
	private static final Map<String, HttpStatus> STATUS_OF_CODE = Map.ofEntries(
			Map.entry("UNKNOWN_TASK", HttpStatus.NOT_FOUND), Map.entry("TASK_EXISTS", HttpStatus.CONFLICT),
			Map.entry("WRONG_STATE", HttpStatus.CONFLICT), Map.entry("INVALID_TASK", HttpStatus.UNPROCESSABLE_CONTENT),
			Map.entry("QUEUE_FULL", HttpStatus.SERVICE_UNAVAILABLE),
			Map.entry("INVALID_RUN", HttpStatus.UNPROCESSABLE_CONTENT),
			Map.entry("INVALID_REQUEST", HttpStatus.UNPROCESSABLE_CONTENT),
			Map.entry("UNKNOWN_SESSION", HttpStatus.UNPROCESSABLE_CONTENT), Map.entry("NO_MODEL", HttpStatus.CONFLICT),
			Map.entry("NO_EXAMPLES", HttpStatus.CONFLICT), Map.entry("ONE_LABEL", HttpStatus.CONFLICT));

	@ExceptionHandler
	ResponseEntity<ProblemDetail> refused(RemoteWorkerException ex) {
		HttpStatus status = (ex.code() != null) ? STATUS_OF_CODE.get(ex.code()) : null;
		if (status == null) {
			return fault(ex);
		}
		ProblemDetail problem = problem(status, "The worker refused", ex.getMessage());
		problem.setProperty("code", ex.code());
		return answer(problem);
	}

	/**
	 * The worker is being replaced or is busy, or the application is stopping.
	 */
	@ExceptionHandler({ WorkerCrashedException.class, WorkerDisconnectedException.class, RequestTimeoutException.class,
			RequestRefusedException.class, WorkerClosedException.class })
	ResponseEntity<ProblemDetail> away(WorkerException ex) {
		logger.warn("A worker could not be asked: {}", ex.getMessage());
		return answer(problem(HttpStatus.SERVICE_UNAVAILABLE, "The worker is away",
				"The worker cannot be asked at the moment. What it has begun is on disk and goes on by itself; look whether it is done before you ask again"));
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> fault(WorkerException ex) {
		logger.error("A request to a worker failed", ex);
		return answer(problem(HttpStatus.INTERNAL_SERVER_ERROR, "The worker failed",
				"This is a fault of the application, not of the request; its log says more"));
	}

	private static ProblemDetail problem(HttpStatus status, String title, @Nullable String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setTitle(title);
		return problem;
	}

	private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
		return ResponseEntity.of(problem).headers((headers) -> {
			if (problem.getStatus() == HttpStatus.SERVICE_UNAVAILABLE.value()) {
				headers.set(HttpHeaders.RETRY_AFTER, SECONDS_TO_WAIT);
			}
		}).build();
	}

}
