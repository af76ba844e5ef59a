package io.isolatedworkers.sample.host;

import io.isolatedworkers.sample.worker.images.ImageWorker;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.util.unit.DataSize;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * Tells callers what is wrong with their request before a worker sees it, as problem
 * details (RFC 9457).
 */
@RestControllerAdvice
class RequestProblems extends ResponseEntityExceptionHandler {

	private static final String HOW = "Send a PNG, JPEG or GIF file as the part 'image' of multipart/form-data, such as curl -F image=@photo.jpg";

	private final DataSize maxFileSize;

	RequestProblems(@Value("${spring.servlet.multipart.max-file-size}") DataSize maxFileSize) {
		this.maxFileSize = maxFileSize;
	}

	@ExceptionHandler
	ProblemDetail broken(MultipartException ex) {
		return problem(HttpStatus.BAD_REQUEST, "Not a file upload",
				"The part 'image' is missing: the request is not multipart/form-data, or broke off. " + HOW);
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMissingServletRequestPart(MissingServletRequestPartException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return answer(ex, headers, request, problem(status, "Part missing",
				"The part '%s' is missing. %s".formatted(ex.getRequestPartName(), HOW)));
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleTypeMismatch(TypeMismatchException ex, HttpHeaders headers,
			HttpStatusCode status, WebRequest request) {
		return answer(ex, headers, request,
				problem(status, "Not a number", "'%s' is '%s'; it must be a whole number from 1 to %d"
					.formatted(ex.getPropertyName(), ex.getValue(), ImageWorker.MAX_WIDTH)));
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMaxUploadSizeExceededException(MaxUploadSizeExceededException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return answer(ex, headers, request, problem(status, "Image too large",
				"The image is larger than %d MB; send a smaller one".formatted(this.maxFileSize.toMegabytes())));
	}

	private @Nullable ResponseEntity<Object> answer(Exception ex, HttpHeaders headers, WebRequest request,
			ProblemDetail problem) {
		return handleExceptionInternal(ex, problem, headers, HttpStatusCode.valueOf(problem.getStatus()), request);
	}

	private static ProblemDetail problem(HttpStatusCode status, String title, String detail) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setTitle(title);
		return problem;
	}

}
