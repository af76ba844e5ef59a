package io.isolatedworkers.sample.host;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says what can be asked.
 */
@RestController
class IndexController {

	private static final String INDEX = """
			Thumbnails, made by worker processes. With this application at localhost:8080:

			  curl -F image=@photo.jpg 'http://localhost:8080/thumbnails?width=200' -o thumbnail.png
			  curl http://localhost:8080/actuator/workers
			  curl http://localhost:8080/actuator/health
			""";

	@GetMapping(path = "/", produces = MediaType.TEXT_PLAIN_VALUE)
	String index() {
		return INDEX;
	}

}
