package io.isolatedworkers.sample.worker.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * Makes a database of chat messages to try the archive with: the collection
 * {@code chat_messages}, with rows of about 450 bytes, and {@code chat_reactions}, with a
 * fifth as many. The same number of rows and the same seed make the same rows.
 */
public final class ChatMessages {

	/** The seed unless told otherwise. */
	public static final long DEFAULT_SEED = 42;

	private static final int MAX_ROWS = 100_000_000;

	private static final int BATCH = 1_000;

	private static final int ROOMS = 200;

	private static final int PEOPLE = 5_000;

	private static final int MAX_ATTACHMENT_BYTES = 600;

	/** 1 January 2024, 00:00 UTC. */
	private static final long FIRST_MILLIS = 1_704_067_200_000L;

	private static final String[] TABLES = { """
			CREATE TABLE chat_messages (
			  id TEXT PRIMARY KEY NOT NULL,
			  room_id TEXT NOT NULL,
			  sender_id TEXT NOT NULL,
			  createdAt INTEGER NOT NULL,
			  edited_at INTEGER,
			  body TEXT NOT NULL,
			  attachment BLOB,
			  rating REAL,
			  version INTEGER NOT NULL DEFAULT 1)
			""", """
			CREATE TABLE chat_reactions (
			  id TEXT PRIMARY KEY NOT NULL,
			  message_id TEXT NOT NULL,
			  user_id TEXT NOT NULL,
			  emoji TEXT NOT NULL,
			  createdAt INTEGER NOT NULL)
			""" };

	private static final String[] INDEXES = { "CREATE INDEX chat_messages_created ON chat_messages (createdAt)",
			"CREATE INDEX chat_reactions_created ON chat_reactions (createdAt)" };

	private static final String[] SENTENCES = { "Has anybody seen the tickets for Thursday?",
			"I moved the meeting to half past ten, the small room was taken.",
			"The build is green again, it was the clock of the test machine.", "Thanks! 🙏", "On my way 🚲",
			"Can you send me the photos from the lake, the ones with the boat?", "Ja, das passt mir gut. Bis später!",
			"Könntest du bitte noch einmal über den zweiten Absatz schauen?",
			"On se retrouve à la gare vers midi, n'oublie pas le gâteau 🍰",
			"¿Quién trae las llaves mañana? Yo llego tarde.", "明日の会議は何時からですか?", "好的,我马上到。",
			"Увидимся вечером, захвати зонт ☔", "شكراً جزيلاً، سأتصل بك لاحقاً", "कल मिलते हैं 🙂",
			"No worries, take your time.", "The invoice has the wrong address, I asked them for a new one.", "lol 😂😂",
			"It's 3°C and raining, so let's stay in.", "Please don't reply to all; the list has \"guests\" on it.",
			"Lunch? The place at the corner has soup today.",
			"I read the draft twice and still like the first version better." };

	private static final String[] EMOJI = { "👍", "❤️", "😂", "🎉", "😮", "🙏", "👩‍💻", "🇫🇮" };

	private final SplittableRandom random;

	private long now = FIRST_MILLIS;

	private ChatMessages(long seed) {
		this.random = new SplittableRandom(seed);
	}

	/**
	 * Makes a database.
	 * @param arguments the file, the number of messages, and a seed if not
	 * {@value #DEFAULT_SEED}
	 */
	public static void main(String... arguments) {
		try {
			if (arguments.length < 2 || arguments.length > 3) {
				throw new IllegalArgumentException("It takes two or three arguments, not " + arguments.length);
			}
			Path file = Path.of(arguments[0]);
			int rows = (int) number("number of rows", arguments[1], MAX_ROWS);
			long seed = (arguments.length == 3) ? number("seed", arguments[2], Long.MAX_VALUE) : DEFAULT_SEED;
			create(file, rows, seed, (done) -> {
				if (done % 100_000 == 0 || done == rows) {
					System.err.println("%,d of %,d messages".formatted(done, rows));
				}
			});
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.err.println("Usage: ChatMessages FILE ROWS [SEED]");
			System.exit(2);
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			System.err.println(ex.getMessage());
			System.exit(1);
		}
	}

	private static long number(String what, String argument, long most) {
		try {
			long number = Long.parseLong(argument);
			if (number >= 0 && number <= most) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Told below
		}
		throw new IllegalArgumentException("The %s is '%s'; it must be from 0 to %,d".formatted(what, argument, most));
	}

	/**
	 * Makes a database in WAL mode.
	 * @param file the file, which must not exist
	 * @param rows how many messages, from 0 to 100,000,000
	 * @param seed what to make them of
	 * @throws IllegalArgumentException if the number of rows is out of its range
	 * @throws UncheckedIOException if the file exists or cannot be written
	 */
	public static void create(Path file, int rows, long seed) {
		create(file, rows, seed, (done) -> {
		});
	}

	private static void create(Path file, int rows, long seed, IntConsumer progress) {
		if (rows < 0 || rows > MAX_ROWS) {
			throw new IllegalArgumentException(
					"The number of rows is %,d; it must be from 0 to %,d".formatted(rows, MAX_ROWS));
		}
		try {
			Path directory = file.toAbsolutePath().getParent();
			if (directory != null) {
				Files.createDirectories(directory);
			}
			// Takes the name, unless somebody has it
			Files.createFile(file);
		}
		catch (FileAlreadyExistsException ex) {
			throw new UncheckedIOException("There is a file %s already, and it is not overwritten".formatted(file), ex);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The file %s cannot be made: %s".formatted(file, ex), ex);
		}
		Path draft = file.resolveSibling(file.getFileName() + ".new");
		try {
			Files.deleteIfExists(draft);
			try (Connection connection = Sqlite.open(draft)) {
				new ChatMessages(seed).fill(connection, rows, progress);
			}
			Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException | SQLException ex) {
			delete(draft);
			delete(file);
			throw new IllegalStateException("The database %s cannot be made: %s".formatted(file, ex.getMessage()), ex);
		}
	}

	private static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void fill(Connection connection, int rows, IntConsumer progress) throws SQLException {
		execute(connection, "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -65536");
		execute(connection, TABLES);
		connection.setAutoCommit(false);
		try (PreparedStatement message = connection
			.prepareStatement("INSERT INTO chat_messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
				PreparedStatement reaction = connection
					.prepareStatement("INSERT INTO chat_reactions VALUES (?, ?, ?, ?, ?)")) {
			for (int i = 1; i <= rows; i++) {
				String id = message(message);
				if (i % 5 == 0) {
					reaction(reaction, id);
				}
				if (i % BATCH == 0 || i == rows) {
					message.executeBatch();
					reaction.executeBatch();
					progress.accept(i);
				}
			}
		}
		// Quicker than to keep them in order while rows come
		execute(connection, INDEXES);
		connection.commit();
		connection.setAutoCommit(true);
		execute(connection, "PRAGMA synchronous = FULL", "PRAGMA journal_mode = WAL");
	}

	private String message(PreparedStatement statement) throws SQLException {
		this.now += 1 + this.random.nextInt(5_000);
		String id = id();
		statement.setString(1, id);
		statement.setString(2, "room-" + this.random.nextInt(ROOMS));
		statement.setString(3, person());
		statement.setLong(4, this.now);
		statement.setObject(5, oneIn(10) ? this.now + this.random.nextInt(600_000) : null);
		statement.setString(6, body());
		statement.setBytes(7, oneIn(8) ? bytes() : null);
		statement.setObject(8, oneIn(4) ? this.random.nextInt(50) / 10.0 : null);
		statement.setLong(9, 1);
		statement.addBatch();
		return id;
	}

	private void reaction(PreparedStatement statement, String messageId) throws SQLException {
		statement.setString(1, id());
		statement.setString(2, messageId);
		statement.setString(3, person());
		statement.setString(4, EMOJI[this.random.nextInt(EMOJI.length)]);
		statement.setLong(5, this.now + this.random.nextInt(60_000));
		statement.addBatch();
	}

	private String id() {
		// The bits that say that it is a random one
		long most = this.random.nextLong() & ~0xF000L | 0x4000L;
		long least = this.random.nextLong() & ~(3L << 62) | 1L << 63;
		return new UUID(most, least).toString();
	}

	private String person() {
		return "user-" + this.random.nextInt(PEOPLE);
	}

	private String body() {
		StringBuilder body = new StringBuilder();
		// Most messages are short, some are long
		int sentences = oneIn(10) ? 8 + this.random.nextInt(12) : 1 + this.random.nextInt(6);
		for (int i = 0; i < sentences; i++) {
			body.append((i > 0) ? " " : "").append(SENTENCES[this.random.nextInt(SENTENCES.length)]);
		}
		return body.toString();
	}

	private byte[] bytes() {
		byte[] bytes = new byte[this.random.nextInt(MAX_ATTACHMENT_BYTES)];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) this.random.nextInt(256);
		}
		return bytes;
	}

	private boolean oneIn(int several) {
		return this.random.nextInt(several) == 0;
	}

	private static void execute(Connection connection, String... commands) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			for (String command : commands) {
				statement.execute(command);
			}
		}
	}

}
