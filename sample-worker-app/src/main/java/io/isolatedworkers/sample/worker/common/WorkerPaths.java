package io.isolatedworkers.sample.worker.common;

import java.util.Map;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.CommandClientOptions;
import io.isolatedworkers.command.Commands;
import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataDaemonAdapter;
import io.isolatedworkers.data.DirectSqliteAdapter;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.message.TypeRef;

/**
 * The two paths of a worker: to its data, and to its host. Whoever opened them closes
 * them.
 *
 * @param data the way to the data
 * @param commands the way to the host; where the host gives its workers no commands, one
 * that leads nowhere
 * @param settings where everything is
 */
public record WorkerPaths(DataAdapter data, CommandClient commands, DataSettings settings) implements AutoCloseable {

	/**
	 * Opens both as the host said when it started the worker.
	 * @param startup what it said
	 * @return the paths
	 * @throws IllegalArgumentException if settings are missing or wrong
	 */
	public static WorkerPaths open(StartupData startup) {
		Map<String, String> data = startup.workerData(new TypeRef<Map<String, String>>() {
		});
		DataSettings settings = DataSettings.of((data != null) ? data : Map.of());
		DataAdapter adapter = open(settings);
		try {
			return new WorkerPaths(adapter, connect(startup, settings), settings);
		}
		catch (RuntimeException ex) {
			adapter.close();
			throw ex;
		}
	}

	private static DataAdapter open(DataSettings settings) {
		return switch (settings.adapter()) {
			case DIRECT -> new DirectSqliteAdapter(settings.handles());
			case DAEMON -> DataDaemonAdapter.open(settings.handles());
		};
	}

	private static CommandClient connect(StartupData startup, DataSettings settings) {
		if (startup.commandTicket() == null) {
			return new NoCommands();
		}
		return Commands.connect(startup,
				CommandClientOptions.defaults().withEventDirectory(settings.directory().resolve("events")));
	}

	@Override
	public void close() {
		try (DataAdapter last = this.data) {
			this.commands.close();
		}
	}

}
