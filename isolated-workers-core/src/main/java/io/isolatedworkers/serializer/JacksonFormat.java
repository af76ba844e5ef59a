package io.isolatedworkers.serializer;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.databind.ObjectMapper;

/**
 * How Jackson reads and writes a format by default. Streams are made without databind,
 * which is loaded when something needs it.
 */
abstract class JacksonFormat {

	private volatile @Nullable TokenStreamFactory factory;

	/** What makes parsers and generators. */
	final TokenStreamFactory factory() {
		TokenStreamFactory made = this.factory;
		if (made == null) {
			synchronized (this) {
				made = this.factory;
				if (made == null) {
					made = newFactory();
					this.factory = made;
				}
			}
		}
		return made;
	}

	abstract TokenStreamFactory newFactory();

	/** Makes what binds values. */
	abstract ObjectMapper newMapper(TokenStreamFactory factory);

}
