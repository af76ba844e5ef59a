package io.isolatedworkers.sample.host;

import java.util.Arrays;

import io.isolatedworkers.sample.worker.images.ImageWorker;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.exc.InvalidFormatException;

import org.springframework.beans.TypeMismatchException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
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

	private static final String EXAMPLES = "the list of requests with an example of each is at /";

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
				problem(status, "Not a number",
						"'%s' is '%s'; it must be a whole number%s".formatted(ex.getPropertyName(), ex.getValue(),
								"width".equals(ex.getPropertyName()) ? " from 1 to " + ImageWorker.MAX_WIDTH : "")));
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleMaxUploadSizeExceededException(MaxUploadSizeExceededException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		return answer(ex, headers, request, problem(status, "Image too large",
				"The image is larger than %d MB; send a smaller one".formatted(this.maxFileSize.toMegabytes())));
	}

	@Override
	protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(HttpMessageNotReadableException ex,
			HttpHeaders headers, HttpStatusCode status, WebRequest request) {
		String what = (ex.getCause() instanceof InvalidFormatException wrong) ? wrongValue(wrong)
				: "The body is missing, or is no JSON of the form that is expected; " + EXAMPLES;
		return answer(ex, headers, request, problem(status, "Body not understood", what));
	}

	private static String wrongValue(InvalidFormatException ex) {
		Class<?> type = ex.getTargetType();
		String name = ex.getPath().isEmpty() ? "body"
				: String.valueOf(ex.getPath().get(ex.getPath().size() - 1).getPropertyName());
		String allowed = type.isEnum() ? "one of " + Arrays.toString(type.getEnumConstants())
				: Number.class.isAssignableFrom(type) ? "a number" : "a text";
		return "'%s' is '%s'; it must be %s".formatted(name, ex.getValue(), allowed);
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
