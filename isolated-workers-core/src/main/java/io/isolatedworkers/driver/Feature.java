package io.isolatedworkers.driver;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What protocol version 2 can carry beyond version 1. Both ends name what they support in
 * the handshake; only what both name is used.
 */
public enum Feature {

	/** Requests say how long their caller still waits. */
	DEADLINE,

	/** Messages carry entries beside their payload, such as a trace. */
	META,

	/** A request can be cancelled. */
	CANCEL,

	/** Bytes in payloads travel as they are, behind the message. */
	ATTACHMENTS,

	/** Handlers tell how far they have come, to requesters who listen. */
	PROGRESS,

	/**
	 * The worker tells when a handler begins, so that after its death what was not begun
	 * is known. Costs a frame a request: named by hosts that repeat requests.
	 */
	ACCEPTED;

	/**
	 * Returns the name on the wire.
	 * @return the name in lower case
	 */
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Finds a feature by its name on the wire.
	 * @param name the name
	 * @return the feature, empty for one that this version does not know
	 */
	public static Optional<Feature> ofWireName(String name) {
		return Stream.of(values()).filter((feature) -> feature.wireName().equals(name)).findFirst();
	}

}
