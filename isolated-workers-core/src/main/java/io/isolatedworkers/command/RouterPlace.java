package io.isolatedworkers.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

import io.isolatedworkers.socket.HostDirectory;
import io.isolatedworkers.socket.SocketAdapter;
import io.isolatedworkers.socket.SocketDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Where a router listens and what it signs with: made anew each time, or kept in a
 * directory for the next host.
 *
 * @param socket where to listen; nothing is there
 * @param secret what to sign with
 * @param kept the directory that is kept, {@code null} for none
 */
record RouterPlace(Path socket, byte[] secret, @Nullable LockedDirectory kept) implements AutoCloseable {

	private static final String SECRET = "secret";

	private static final String SOCKET = "commands.sock";

	/**
	 * Opens a place.
	 * @param kept the directory that the next host finds again, {@code null} for a place
	 * of this host alone
	 */
	static RouterPlace open(@Nullable Path kept) throws IOException {
		return (kept != null) ? in(kept) : temporary();
	}

	/** Among the sockets of this host's workers. */
	private static RouterPlace temporary() {
		return new RouterPlace(HostDirectory.get().newSocketPath("commands"), newSecret(), null);
	}

	private static RouterPlace in(Path path) throws IOException {
		LockedDirectory directory = LockedDirectory.open(path);
		boolean usable = false;
		try {
			// Not the real path, which may be too long where the given one is not
			Path socket = SocketDirectory.checkLength(path.toAbsolutePath().resolve(SOCKET));
			// Whoever listened there has no lock any more
			SocketAdapter.remove(socket);
			RouterPlace place = new RouterPlace(socket, secretIn(directory), directory);
			usable = true;
			return place;
		}
		finally {
			if (!usable) {
				directory.close();
			}
		}
	}

	private static byte[] secretIn(LockedDirectory directory) throws IOException {
		Path file = directory.path().resolve(SECRET);
		if (!Files.exists(file)) {
			directory.write(SECRET, newSecret());
		}
		byte[] secret = Files.readAllBytes(file);
		if (secret.length != Tokens.SECRET_LENGTH) {
			throw new IOException(
					"%s is no secret of this library: it has %d bytes; remove it, and the workers that know it get lost"
						.formatted(file, secret.length));
		}
		return secret;
	}

	private static byte[] newSecret() {
		byte[] secret = new byte[Tokens.SECRET_LENGTH];
		new SecureRandom().nextBytes(secret);
		return secret;
	}

	@Override
	public void close() throws IOException {
		if (this.kept != null) {
			this.kept.close();
		}
	}

	/** After a failure, which says more than one here would. */
	void closeQuietly() {
		try {
			close();
		}
		catch (IOException ex) {
			// see above
		}
	}

	/** Without the secret. */
	@Override
	public String toString() {
		return this.socket.toString();
	}

}
