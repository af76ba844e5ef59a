package io.isolatedworkers.sample.worker.common;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.isolatedworkers.data.DataHandles;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker finds its data. The host gives it as worker data, in YAML under
 * {@code isolated-workers.pools.NAME.data}. Relative paths begin at the worker's working
 * directory.
 *
 * @param primary the file of the data in use
 * @param archive the file of the data that were moved away, {@code null} for a worker
 * that needs none
 * @param directory where the worker keeps what must outlive it, such as events that wait
 * for the host; each pool needs one of its own
 * @param adapter how the files are opened, {@link Adapter#DIRECT} by default
 */
public record DataSettings(Path primary, @Nullable Path archive, Path directory, Adapter adapter) {

	/**
	 * Reads worker data.
	 * @param data texts by the names of the components
	 * @return the settings
	 * @throws IllegalArgumentException if one is missing or has no such value
	 */
	public static DataSettings of(Map<String, String> data) {
		String archive = data.get("archive");
		return new DataSettings(Path.of(required(data, "primary")), (archive != null) ? Path.of(archive) : null,
				Path.of(required(data, "directory")), Adapter.of(data.getOrDefault("adapter", "direct")));
	}

	private static String required(Map<String, String> data, String name) {
		String value = data.get(name);
		if (value == null) {
			throw new IllegalArgumentException(
					"The worker data lack '%s'; set isolated-workers.pools.NAME.data.%s".formatted(name, name));
		}
		return value;
	}

	DataHandles handles() {
		Map<String, Path> files = new HashMap<>();
		files.put(DataHandles.PRIMARY, this.primary);
		if (this.archive != null) {
			files.put(DataHandles.ARCHIVE, this.archive);
		}
		return new DataHandles(files);
	}

	/**
	 * How a worker opens its files.
	 */
	public enum Adapter {

		/** For itself. */
		DIRECT,

		/** Through the owner of the files that all users in a process share. */
		DAEMON;

		private static Adapter of(String name) {
			return switch (name) {
				case "direct" -> DIRECT;
				case "daemon" -> DAEMON;
				default -> throw new IllegalArgumentException(
						"The data adapter is '%s'; isolated-workers.pools.NAME.data.adapter must be direct or daemon"
							.formatted(name));
			};
		}

	}

}
