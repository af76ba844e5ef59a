package io.isolatedworkers.sample.worker.common;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataDaemonAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.DirectSqliteAdapter;

/**
 * The settings that all workers with data have. The names of the components are those in
 * the worker data.
 *
 * @param primary the file of the data in use
 * @param directory where the worker keeps what must outlive it, such as events that wait
 * for the host; for this worker alone, made if it does not exist
 * @param adapter how the files are opened, {@link Adapter#DIRECT} by default
 */
public record DataSettings(Path primary, Path directory, Adapter adapter) {

	/** The names of these settings. */
	public static final Set<String> NAMES = Set.of("primary", "directory", "adapter");

	/**
	 * Reads the settings.
	 * @param data the worker data
	 * @return the settings
	 * @throws IllegalArgumentException if one is missing or wrong
	 */
	public static DataSettings of(WorkerData data) {
		return new DataSettings(data.path("primary"), data.path("directory"), data.choice("adapter", Adapter.DIRECT));
	}

	/**
	 * Makes the adapter that the settings ask for. Nothing else in a worker knows which
	 * it is.
	 * @param others the worker's files beside the primary one, by handle
	 * @return the adapter, to be closed by the caller
	 */
	public DataAdapter open(Map<String, Path> others) {
		Map<String, Path> files = new HashMap<>(others);
		files.put(DataHandles.PRIMARY, this.primary);
		DataHandles handles = new DataHandles(files);
		return switch (this.adapter) {
			case DIRECT -> new DirectSqliteAdapter(handles);
			case DAEMON -> DataDaemonAdapter.open(handles);
		};
	}

	/**
	 * How a worker opens its files.
	 */
	public enum Adapter {

		/** For itself. */
		DIRECT,

		/** Through the owner of the files that all users in a process share. */
		DAEMON

	}

}
