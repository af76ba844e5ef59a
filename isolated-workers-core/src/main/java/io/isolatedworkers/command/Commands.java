package io.isolatedworkers.command;

import java.nio.file.Path;

import io.isolatedworkers.driver.CommandTicket;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.logging.Slf4jLogger;

/**
 * Makes {@link CommandClient}s.
 */
public final class Commands {

	private static final Logger LOGGER = new Slf4jLogger("io.isolatedworkers");

	private Commands() {
	}

	/**
	 * The client of a worker that its host started. Does not wait for the connection,
	 * which is made in the background.
	 * @param startupData what the host gave the worker
	 * @param options the options
	 * @return the client
	 * @throws IllegalStateException if the host gives its workers no commands, or the
	 * directory for stored events cannot be used
	 */
	public static CommandClient connect(StartupData startupData, CommandClientOptions options) {
		CommandTicket ticket = startupData.commandTicket();
		if (ticket == null) {
			throw new IllegalStateException(
					"The host gives this worker no commands; give its pool a CommandAccess (WorkerOptions.Builder.commandAccess)");
		}
		return HostCommandClient.connect(ticket, options, LOGGER);
	}

	/**
	 * The client of a process that no host started, or that knows where to go. Does not
	 * wait for the connection, which is made in the background.
	 * @param socket where the host listens
	 * @param token the secret that the host knows
	 * @param options the options
	 * @return the client
	 * @throws IllegalStateException if the directory for stored events cannot be used
	 */
	public static CommandClient connect(Path socket, String token, CommandClientOptions options) {
		return HostCommandClient.connect(new CommandTicket(socket, token), options, LOGGER);
	}

}
