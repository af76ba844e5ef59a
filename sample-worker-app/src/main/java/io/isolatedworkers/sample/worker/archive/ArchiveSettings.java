package io.isolatedworkers.sample.worker.archive;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What an archive worker is told at its start: its worker data, which in the sample are
 * the properties {@code isolated-workers.pools.archive.data.*}.
 *
 * @param primary {@code primary}: the file of the data in use
 * @param archive {@code archive}: the file to move to, made if it does not exist
 * @param directory {@code directory}: where the worker keeps its journal and stored
 * events; for this worker alone, made if it does not exist
 * @param adapter {@code adapter}: {@code direct} or {@code daemon}; direct by default
 * @param queueCapacity {@code queue-capacity}: how many tasks may wait, from 1 to 10,000;
 * 100 by default
 * @param movers {@code movers}: how many source files rows are moved from at a time, 1 or
 * 2 as there are two files; 2 by default
 * @param busyLimit {@code busy-limit}: for how long a task tries again to use a file that
 * others lock before it fails, as in {@code PT1M}; one minute by default
 */
record ArchiveSettings(Path primary, Path archive, Path directory, AdapterKind adapter, int queueCapacity, int movers,
		Duration busyLimit) {

	static final int DEFAULT_QUEUE_CAPACITY = 100;

	static final int MAX_QUEUE_CAPACITY = 10_000;

	static final int MAX_MOVERS = 2;

	static final Duration DEFAULT_BUSY_LIMIT = Duration.ofMinutes(1);

	private static final Set<String> KEYS = Set.of("primary", "archive", "directory", "adapter", "queue-capacity",
			"movers", "busy-limit");

	/**
	 * Checks the values.
	 */
	ArchiveSettings {
		require("queue-capacity", queueCapacity, MAX_QUEUE_CAPACITY);
		require("movers", movers, MAX_MOVERS);
		if (busyLimit.isNegative()) {
			throw wrong("busy-limit", busyLimit, "it cannot be negative");
		}
	}

	/**
	 * Settings with all defaults.
	 * @param primary the file of the data in use
	 * @param archive the file to move to
	 * @param directory where the worker keeps what is its own
	 * @return the settings
	 */
	static ArchiveSettings of(Path primary, Path archive, Path directory) {
		return new ArchiveSettings(primary, archive, directory, AdapterKind.DIRECT, DEFAULT_QUEUE_CAPACITY, MAX_MOVERS,
				DEFAULT_BUSY_LIMIT);
	}

	/**
	 * Reads the worker data.
	 * @param data the data, {@code null} if the host gave none
	 * @return the settings
	 * @throws IllegalArgumentException if a value is missing or wrong; it names the key
	 */
	static ArchiveSettings from(@Nullable Map<String, Object> data) {
		if (data == null) {
			throw new IllegalArgumentException("The archive worker got no worker data. It needs %s, %s and %s"
				.formatted("primary", "archive", "directory"));
		}
		for (String key : data.keySet()) {
			if (!KEYS.contains(key)) {
				throw new IllegalArgumentException(
						"The archive worker knows no setting '%s', only %s".formatted(key, new TreeSet<>(KEYS)));
			}
		}
		return new ArchiveSettings(path(data, "primary"), path(data, "archive"), path(data, "directory"),
				adapter(data.get("adapter")), number(data, "queue-capacity", DEFAULT_QUEUE_CAPACITY),
				number(data, "movers", MAX_MOVERS), duration(data, "busy-limit", DEFAULT_BUSY_LIMIT));
	}

	private static Path path(Map<String, Object> data, String key) {
		Object value = data.get(key);
		if (value == null || value.toString().isBlank()) {
			throw new IllegalArgumentException("The archive worker needs the setting '%s', a path".formatted(key));
		}
		return Path.of(value.toString()).toAbsolutePath().normalize();
	}

	private static AdapterKind adapter(@Nullable Object value) {
		if (value == null) {
			return AdapterKind.DIRECT;
		}
		for (AdapterKind kind : AdapterKind.values()) {
			if (kind.name().equalsIgnoreCase(value.toString())) {
				return kind;
			}
		}
		throw wrong("adapter", value, "it must be direct or daemon");
	}

	private static int number(Map<String, Object> data, String key, int otherwise) {
		Object value = data.get(key);
		try {
			return (value != null) ? Integer.parseInt(value.toString()) : otherwise;
		}
		catch (NumberFormatException ex) {
			throw wrong(key, value, "it must be a whole number");
		}
	}

	private static Duration duration(Map<String, Object> data, String key, Duration otherwise) {
		Object value = data.get(key);
		try {
			return (value != null) ? Duration.parse(value.toString()) : otherwise;
		}
		catch (DateTimeParseException ex) {
			throw wrong(key, value, "it must be a duration such as PT1M or PT0.5S");
		}
	}

	private static void require(String key, int value, int most) {
		if (value < 1 || value > most) {
			throw wrong(key, value, "it must be from 1 to %,d".formatted(most));
		}
	}

	private static IllegalArgumentException wrong(String key, @Nullable Object value, String why) {
		return new IllegalArgumentException(
				"The setting '%s' of the archive worker is %s; %s".formatted(key, value, why));
	}

	/**
	 * How the worker reaches its data.
	 */
	enum AdapterKind {

		/** It opens the files for itself. */
		DIRECT,

		/** It shares them with all others in its process. */
		DAEMON

	}

}
