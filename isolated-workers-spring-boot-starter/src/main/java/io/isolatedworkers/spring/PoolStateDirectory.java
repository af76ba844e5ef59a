package io.isolatedworkers.spring;

import java.io.UncheckedIOException;
import java.nio.file.Path;

import io.isolatedworkers.pool.StateDirectory;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import org.jspecify.annotations.Nullable;

/**
 * Where a pool keeps what is needed to find its detached workers again: in a directory of
 * its own, or in one of its name below that of the defaults.
 */
final class PoolStateDirectory {

	private static final String KEY = "state-directory";

	private PoolStateDirectory() {
	}

	/** The directory, {@code null} if the workers are not detached. */
	static @Nullable Path of(PoolSettings settings) {
		Path own = settings.pool().stateDirectory();
		Path inherited = settings.defaults().stateDirectory();
		if (!settings.get(Defaults::detached, false)) {
			if (own != null) {
				throw new PoolConfigurationException(settings.property(KEY), own,
						"the workers of this pool end with the application, so there is nothing to keep",
						"Set '%s' to true, or remove the property.".formatted(settings.property("detached")));
			}
			return null;
		}
		if (own != null) {
			return own;
		}
		if (inherited != null) {
			return inherited.resolve(settings.name());
		}
		throw settings.invalid("detached", Defaults::detached,
				"the next start of the application finds the workers only if their addresses are kept",
				"Set '%s' to a directory that only this pool of this application uses."
					.formatted(settings.property(KEY)));
	}

	/** Takes the directory for this application. */
	static StateDirectory open(PoolSettings settings, Path directory) {
		try {
			return StateDirectory.open(directory);
		}
		catch (IllegalStateException | UncheckedIOException ex) {
			throw settings.invalid(KEY, Defaults::stateDirectory, String.valueOf(ex.getMessage()),
					"Make the directory usable as said, or name another, which need not exist yet. Workers that are kept in a directory are found through that one only.");
		}
	}

}
