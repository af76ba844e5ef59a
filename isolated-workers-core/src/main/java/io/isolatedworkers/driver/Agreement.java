package io.isolatedworkers.driver;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * What host and worker agreed on when they connected.
 *
 * @param protocol the version of the protocol, 1 or 2
 * @param features what of version 2 both ends support, see {@link Feature}; empty under
 * version 1
 * @param runtime the worker's runtime and its version, empty if it did not tell
 */
public record Agreement(int protocol, Set<Feature> features, String runtime) {

	/** The highest protocol version this library speaks. */
	public static final int LATEST_PROTOCOL = 2;

	/** What a worker gets that does not know the handshake. */
	public static final Agreement VERSION_1 = new Agreement(1, Set.of(), "");

	/**
	 * Makes an agreement.
	 */
	public Agreement {
		EnumSet<Feature> own = EnumSet.noneOf(Feature.class);
		own.addAll(features);
		features = Collections.unmodifiableSet(own);
	}

	/**
	 * Whether both ends support a feature.
	 * @param feature the feature
	 * @return {@code true} if they do
	 */
	public boolean has(Feature feature) {
		return this.features.contains(feature);
	}

}
