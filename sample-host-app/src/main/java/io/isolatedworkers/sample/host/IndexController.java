package io.isolatedworkers.sample.host;

import java.util.List;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says what can be asked: to a browser with a page that asks it, to others in plain text.
 */
@RestController
class IndexController {

	private static final String INDEX = """
			Work done by worker processes. With this application at localhost:8080:

			Thumbnails
			  curl -F image=@photo.jpg 'http://localhost:8080/thumbnails?width=200' -o thumbnail.png

			Archive tasks; a browser shows them live at http://localhost:8080/
			  curl -i --json '{"collection": "chat_messages", "batchSize": 1000}' http://localhost:8080/archive-tasks
			  curl http://localhost:8080/archive-tasks
			  curl http://localhost:8080/archive-tasks/ID
			  curl -N http://localhost:8080/archive-tasks/ID/events
			  curl -X POST http://localhost:8080/archive-tasks/ID/pause    # or resume, or cancel

			A text classifier, what it makes of a room's messages, and documents by likeness
			  curl --json '{"adapterName": "topics"}' http://localhost:8080/training-runs
			  curl --json '{"roomId": "room-7", "sessionId": "session-ada"}' http://localhost:8080/inferences
			  curl -X POST http://localhost:8080/embeddings
			  curl 'http://localhost:8080/documents?like=printer'
			  curl http://localhost:8080/sessions

			How the workers are
			  curl http://localhost:8080/actuator/workers
			  curl http://localhost:8080/actuator/health
			""";

	private final Resource page = new ClassPathResource("static/index.html");

	@GetMapping("/")
	ResponseEntity<?> index(
			@RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = MediaType.ALL_VALUE) List<MediaType> accept) {
		boolean browser = accept.stream().anyMatch((type) -> type.equalsTypeAndSubtype(MediaType.TEXT_HTML));
		return ResponseEntity.ok()
			.varyBy(HttpHeaders.ACCEPT)
			.contentType(browser ? MediaType.TEXT_HTML : MediaType.TEXT_PLAIN)
			.body(browser ? this.page : INDEX);
	}

}
