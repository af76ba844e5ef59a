package io.isolatedworkers.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.isolatedworkers.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in, and what they may ask. Safe for use by several threads.
 */
final class Admissions {

	private static final int MIN_TOKEN_CHARS = 16;

	/** How many connections a worker may have. A client has one. */
	static final int MOST_CONNECTIONS = 64;

	private final Tokens tokens;

	private final Logger logger;

	private final Map<String, Entry> byName = new ConcurrentHashMap<>();

	private final Map<WorkerIdentity, Integer> connections = new ConcurrentHashMap<>();

	Admissions(Tokens tokens, Logger logger) {
		this.tokens = tokens;
		this.logger = logger;
	}

	/** Lets the workers of a pool in. */
	void addPool(String pool, CommandPermissions permissions) {
		add(pool, new Entry(permissions, null));
	}

	/** Lets in whoever shows a token. */
	void addGuest(Guest guest) {
		add(guest.name, new Entry(guest.permissions, digest(guest.token)));
	}

	private void add(String name, Entry entry) {
		Entry known = this.byName.putIfAbsent(name, entry);
		if (known != null && !known.equals(entry)) {
			throw new IllegalArgumentException(
					"'%s' is let in already, with other permissions; choose another name, or give the same permissions"
						.formatted(name));
		}
		for (String key : entry.permissions.config()) {
			if (!CommandPermissions.secretWordsIn(key).isEmpty()) {
				this.logger.warn(
						"Commands: %s will not get configuration '%s', though it is listed: the name is that of a secret"
							.formatted(name, key));
			}
		}
	}

	String tokenOf(String pool, String worker) {
		return this.tokens.tokenOf(pool, worker);
	}

	/** Returns who shows a token, {@code null} if it is not valid. */
	@Nullable Admission admit(@Nullable String token, long pid) {
		if (token == null) {
			return null;
		}
		Tokens.Owner owner = this.tokens.ownerOf(token);
		if (owner != null) {
			Entry entry = this.byName.get(owner.pool());
			return (entry != null && entry.guestToken == null)
					? new Admission(new WorkerIdentity(owner.pool(), owner.worker(), pid), entry.permissions) : null;
		}
		byte[] shown = digest(token);
		Admission admitted = null;
		for (Map.Entry<String, Entry> candidate : this.byName.entrySet()) {
			byte[] expected = candidate.getValue().guestToken;
			if (expected != null && MessageDigest.isEqual(expected, shown)) {
				admitted = new Admission(new WorkerIdentity(candidate.getKey(), candidate.getKey(), pid),
						candidate.getValue().permissions);
			}
		}
		return admitted;
	}

	/** Counts a connection of a worker; {@code false} if it has enough. */
	boolean enter(WorkerIdentity worker) {
		if (this.connections.merge(worker.withoutPid(), 1, Integer::sum) <= MOST_CONNECTIONS) {
			return true;
		}
		leave(worker);
		return false;
	}

	/** A connection of a worker is over. */
	void leave(WorkerIdentity worker) {
		this.connections.computeIfPresent(worker.withoutPid(), (key, count) -> (count > 1) ? count - 1 : null);
	}

	private static byte[] digest(String token) {
		try {
			return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JVM has SHA-256", ex);
		}
	}

	/** Somebody who was let in. */
	record Admission(WorkerIdentity worker, CommandPermissions permissions) {
	}

	/** A process that the host did not start, and what lets it in. */
	record Guest(String name, String token, CommandPermissions permissions) {

		Guest {
			if (token.length() < MIN_TOKEN_CHARS) {
				throw new IllegalArgumentException("The token of guest '%s' has %d characters; it needs at least %d"
					.formatted(name, token.length(), MIN_TOKEN_CHARS));
			}
		}

	}

	private static final class Entry {

		private final CommandPermissions permissions;

		/** Hashed, so that all have the same length; {@code null} for a pool. */
		private final byte @Nullable [] guestToken;

		private Entry(CommandPermissions permissions, byte @Nullable [] guestToken) {
			this.permissions = permissions;
			this.guestToken = guestToken;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Entry that && this.permissions.equals(that.permissions)
					&& MessageDigest.isEqual(this.guestToken, that.guestToken);
		}

		@Override
		public int hashCode() {
			return this.permissions.hashCode();
		}

	}

}
