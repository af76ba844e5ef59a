package io.isolatedworkers.driver;

import java.util.Locale;
import java.util.Optional;

/**
 * What a worker does when its host disconnects.
 */
public enum DisconnectBehavior {

	/** It stops. The default. */
	SHUTDOWN,

	/** It keeps its state and waits for the host to connect again. */
	KEEP_ALIVE;

	/**
	 * Returns the name in start-up data.
	 * @return the name in lower case with hyphens
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Finds a behaviour by its name in start-up data.
	 * @param name the name
	 * @return the behaviour, empty for an unknown name
	 */
	public static Optional<DisconnectBehavior> ofWireName(String name) {
		for (DisconnectBehavior behavior : values()) {
			if (behavior.wireName().equals(name)) {
				return Optional.of(behavior);
			}
		}
		return Optional.empty();
	}

}
