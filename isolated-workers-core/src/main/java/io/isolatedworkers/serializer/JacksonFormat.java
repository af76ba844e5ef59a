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

	private volatile @Nullable ObjectMapper mapper;

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

	/** What binds values. */
	final ObjectMapper mapper() {
		ObjectMapper made = this.mapper;
		if (made == null) {
			synchronized (this) {
				made = this.mapper;
				if (made == null) {
					made = newMapper(factory());
					this.mapper = made;
				}
			}
		}
		return made;
	}

	abstract TokenStreamFactory newFactory();

	abstract ObjectMapper newMapper(TokenStreamFactory factory);

}
