package io.isolatedworkers.benchmarks.peers;

import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * An echo behind HTTP: a Spring Boot application with its web server and its JSON.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(HttpEcho.EchoController.class)
class HttpEcho {

	public static void main(String... arguments) {
		SpringApplication application = new SpringApplication(HttpEcho.class);
		application.setDefaultProperties(
				Map.of("server.address", "127.0.0.1", "server.port", 0, "spring.main.banner-mode", "off"));
		// What is printed is read by the other process
		System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
		ConfigurableApplicationContext context = application.run(arguments);
		ParentProcess.endWithIt();
		System.out.println(context.getEnvironment().getProperty("local.server.port"));
	}

	/** What can be called. */
	@RestController
	static class EchoController {

		@PostMapping("/text")
		Text text(@RequestBody Text text) {
			return text;
		}

		@PostMapping(path = "/bytes", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
		byte[] bytes(@RequestBody byte[] bytes) {
			return bytes;
		}

	}

}
