package io.isolatedworkers.sample.worker.archive;

import java.nio.file.Path;
import java.util.Map;

import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataDaemonAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.DirectSqliteAdapter;

/**
 * Chooses the data adapter. Nothing else in the worker knows which it is.
 */
final class Adapters {

	private Adapters() {
	}

	static DataAdapter open(ArchiveSettings settings, Path journal) {
		DataHandles handles = new DataHandles(Map.of(DataHandles.PRIMARY, settings.primary(), DataHandles.ARCHIVE,
				settings.archive(), TaskJournal.HANDLE, journal));
		return switch (settings.adapter()) {
			case DIRECT -> new DirectSqliteAdapter(handles);
			case DAEMON -> DataDaemonAdapter.open(handles);
		};
	}

}
