package io.isolatedworkers.command;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What the host tells a worker about a session.
 *
 * @param id the session's id
 * @param user whose session it is, {@code null} for nobody's
 * @param attributes what else the worker may know, by name
 */
public record Session(String id, @Nullable String user, Map<String, String> attributes) {

	/**
	 * Checks that what is required is there.
	 */
	public Session {
		Objects.requireNonNull(id, "id");
		attributes = Map.copyOf(attributes);
	}

}
