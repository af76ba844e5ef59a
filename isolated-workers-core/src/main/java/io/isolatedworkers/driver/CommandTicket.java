package io.isolatedworkers.driver;

import java.nio.file.Path;
import java.util.Objects;

/**
 * What a worker needs to reach the commands of its host.
 *
 * @param socket where the host listens
 * @param token the secret that tells the host which worker this is
 */
public record CommandTicket(Path socket, String token) {

	/**
	 * Checks that both are there.
	 */
	public CommandTicket {
		Objects.requireNonNull(socket, "socket");
		Objects.requireNonNull(token, "token");
	}

	/** The socket without the secret. */
	@Override
	public String toString() {
		return "command socket " + this.socket;
	}

}
