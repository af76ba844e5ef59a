package io.isolatedworkers.sample.worker.common;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.CommandClientOptions;
import io.isolatedworkers.command.Commands;
import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.driver.StartupData;
import org.jspecify.annotations.Nullable;

/**
 * The two paths of a worker, to its data and to its host, and the directory that is its
 * own. Whoever opened them closes them.
 *
 * @param directory holds the worker's directory
 * @param data the way to the data
 * @param host the way to the host, {@code null} where the host gives its workers no
 * commands
 */
public record WorkerPaths(WorkerDirectory directory, DataAdapter data,
		@Nullable CommandClient host) implements AutoCloseable {

	/**
	 * Opens the paths of a worker that has no settings and no files but those that all
	 * have.
	 * @param startup what the host said
	 * @return the paths
	 * @throws IllegalArgumentException if settings are missing, wrong or unknown
	 * @throws IllegalStateException if another worker has the same directory
	 */
	public static WorkerPaths open(StartupData startup) {
		return open(startup, DataSettings.of(WorkerData.of(startup, DataSettings.NAMES)), Map.of());
	}

	/**
	 * Opens the paths of a worker that has more.
	 * @param startup what the host said
	 * @param settings the settings that all have
	 * @param others the worker's files beside the primary one, by handle
	 * @return the paths
	 * @throws IllegalStateException if another worker has the same directory
	 */
	public static WorkerPaths open(StartupData startup, DataSettings settings, Map<String, Path> others) {
		WorkerDirectory directory = WorkerDirectory.take(settings.directory());
		DataAdapter data = null;
		try {
			if (startup.isOwnProcess()) {
				NativeLibrary.unpackInto(directory.path().resolve("native"));
			}
			data = settings.open(others);
			return new WorkerPaths(directory, data, connect(startup, directory.path().resolve("events")));
		}
		catch (RuntimeException ex) {
			try (directory; DataAdapter opened = data) {
				throw ex;
			}
		}
	}

	private static @Nullable CommandClient connect(StartupData startup, Path events) {
		return (startup.commandTicket() != null)
				? Commands.connect(startup, CommandClientOptions.defaults().withEventDirectory(events)) : null;
	}

	/**
	 * The way to the host, for a worker to which it is all the same whether there is one.
	 * @return the way; where there is none, one that leads nowhere
	 */
	public CommandClient commands() {
		return Objects.requireNonNullElseGet(this.host, NoCommands::new);
	}

	@Override
	public void close() {
		try (this.directory; this.data) {
			if (this.host != null) {
				this.host.close();
			}
		}
	}

}
