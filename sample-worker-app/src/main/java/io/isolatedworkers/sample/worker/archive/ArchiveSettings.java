package io.isolatedworkers.sample.worker.archive;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.sample.worker.common.DataSettings;
import io.isolatedworkers.sample.worker.common.WorkerData;

/**
 * What an archive worker is told at its start: its worker data, which in the sample are
 * the properties {@code isolated-workers.pools.archive.data.*}.
 *
 * @param data the settings that all workers have
 * @param archive {@code archive}: the file to move to, made if it does not exist
 * @param queueCapacity {@code queue-capacity}: how many tasks may wait, from 1 to 10,000;
 * 100 by default
 * @param movers {@code movers}: how many source files rows are moved from at a time, 1 or
 * 2 as there are two files; 2 by default
 * @param busyLimit {@code busy-limit}: for how long a task tries again to use a file that
 * others lock before it fails, as in {@code PT1M}; one minute by default
 */
record ArchiveSettings(DataSettings data, Path archive, int queueCapacity, int movers, Duration busyLimit) {

	static final int DEFAULT_QUEUE_CAPACITY = 100;

	static final int MAX_QUEUE_CAPACITY = 10_000;

	static final int MAX_MOVERS = 2;

	static final Duration DEFAULT_BUSY_LIMIT = Duration.ofMinutes(1);

	/** The names of all settings. */
	static final Set<String> NAMES = with(DataSettings.NAMES, "archive", "queue-capacity", "movers", "busy-limit");

	private static Set<String> with(Set<String> names, String... more) {
		Set<String> all = new HashSet<>(names);
		all.addAll(Set.of(more));
		return Set.copyOf(all);
	}

	/**
	 * Settings with all defaults.
	 * @param data the settings that all workers have
	 * @param archive the file to move to
	 * @return the settings
	 */
	static ArchiveSettings of(DataSettings data, Path archive) {
		return new ArchiveSettings(data, archive, DEFAULT_QUEUE_CAPACITY, MAX_MOVERS, DEFAULT_BUSY_LIMIT);
	}

	/**
	 * Reads the settings.
	 * @param data the worker data
	 * @return the settings
	 * @throws IllegalArgumentException if one is missing or wrong
	 */
	static ArchiveSettings of(WorkerData data) {
		return new ArchiveSettings(DataSettings.of(data), data.path("archive"),
				data.number("queue-capacity", MAX_QUEUE_CAPACITY, DEFAULT_QUEUE_CAPACITY),
				data.number("movers", MAX_MOVERS, MAX_MOVERS), data.duration("busy-limit", DEFAULT_BUSY_LIMIT));
	}

	/** The file of the journal. */
	Path journal() {
		return this.data.directory().resolve("journal.db");
	}

	/** The worker's files beside the primary one, by handle. */
	Map<String, Path> files() {
		return Map.of(DataHandles.ARCHIVE, this.archive, TaskJournal.HANDLE, journal());
	}

}
