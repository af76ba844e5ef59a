package io.isolatedworkers.sample.host.commands;

import java.util.Collection;

import io.isolatedworkers.command.Session;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Sessions, which workers that may do so look up by their ids.
 */
@RestController
@RequestMapping("/sessions")
class SessionController {

	private final Sessions sessions;

	SessionController(Sessions sessions) {
		this.sessions = sessions;
	}

	@GetMapping
	Collection<Session> sessions() {
		return this.sessions.all();
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	Session open(@RequestBody NewSession request) {
		if (request.user() == null || request.user().isBlank()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'user' is missing. Send JSON such as {\"user\": \"ada\"}");
		}
		return this.sessions.open(request.user(), (request.language() != null) ? request.language() : "en");
	}

	/**
	 * What a client sends to open a session.
	 *
	 * @param user whose it is, required
	 * @param language which language to speak with the user, by default English
	 */
	record NewSession(@Nullable String user, @Nullable String language) {

	}

}
