package io.isolatedworkers.sample.worker.knowledge;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Adds the collections of the training, inference and embedding workers to a database,
 * with examples and documents to try them with. The same seed makes the same rows.
 */
public final class SampleKnowledge {

	/** The seed unless told otherwise. */
	public static final long DEFAULT_SEED = 42;

	/** How many examples there are. */
	public static final int EXAMPLES = 4_000;

	/** How many documents there are. */
	public static final int DOCUMENTS = 300;

	private static final int BUSY_MILLIS = 5_000;

	private static final List<String> TABLES = List.of("""
			CREATE TABLE IF NOT EXISTS training_examples (
			  id TEXT PRIMARY KEY NOT NULL,
			  text TEXT NOT NULL,
			  label TEXT NOT NULL,
			  split TEXT CHECK (split IN ('train', 'test')))
			""", """
			-- Text classifiers; the name is that of the systems this imitates. There is no LoRA in here.
			CREATE TABLE IF NOT EXISTS lora_adapters (
			  id TEXT PRIMARY KEY NOT NULL, -- of the run that made it
			  name TEXT NOT NULL,
			  version INTEGER NOT NULL,
			  kind TEXT NOT NULL, -- text-classifier
			  created_at INTEGER NOT NULL, -- milliseconds since 1970
			  model BLOB NOT NULL,
			  trained INTEGER NOT NULL,
			  held_out INTEGER NOT NULL,
			  accuracy REAL NOT NULL,
			  baseline REAL NOT NULL,
			  sample_text TEXT,
			  sample_expected TEXT,
			  sample_label TEXT,
			  duration_millis INTEGER NOT NULL,
			  UNIQUE (name, version))
			""", """
			CREATE TABLE IF NOT EXISTS ai_generations (
			  id TEXT PRIMARY KEY NOT NULL, -- of the message, the classifier and its version
			  message_id TEXT NOT NULL,
			  session_id TEXT,
			  label TEXT NOT NULL,
			  score REAL NOT NULL,
			  model_name TEXT NOT NULL,
			  model_version INTEGER NOT NULL,
			  tokens INTEGER NOT NULL, -- words looked at
			  micros INTEGER NOT NULL, -- microseconds that took
			  created_at INTEGER NOT NULL)
			""", "CREATE INDEX IF NOT EXISTS ai_generations_message ON ai_generations (message_id)", """
			CREATE TABLE IF NOT EXISTS documents (
			  id TEXT PRIMARY KEY NOT NULL,
			  title TEXT NOT NULL,
			  text TEXT NOT NULL,
			  version INTEGER NOT NULL DEFAULT 1,
			  embedding BLOB, -- 384 little-endian floats; lexical, not of what words mean
			  embedding_model TEXT, -- NULL once the text is another
			  embedding_version INTEGER)
			""");

	private SampleKnowledge() {
	}

	/**
	 * Adds what is not there yet. Rows that are there are left alone.
	 * @param primary the database; made if it does not exist
	 * @param seed decides which rows
	 * @throws IllegalStateException if the database cannot be changed
	 */
	public static void create(Path primary, long seed) {
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + primary);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA busy_timeout = " + BUSY_MILLIS);
			connection.setAutoCommit(false);
			for (String table : TABLES) {
				statement.execute(table);
			}
			SampleTexts texts = new SampleTexts(seed);
			if (isEmpty(statement, "training_examples")) {
				addExamples(connection, texts);
			}
			if (isEmpty(statement, "documents")) {
				addDocuments(connection, texts);
			}
			connection.commit();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(
					"Examples and documents cannot be added to %s: %s. Check that it is a SQLite file that can be written"
						.formatted(primary, ex.getMessage()),
					ex);
		}
	}

	private static boolean isEmpty(Statement statement, String table) throws SQLException {
		try (ResultSet rows = statement.executeQuery("SELECT 1 FROM %s LIMIT 1".formatted(table))) {
			return !rows.next();
		}
	}

	private static void addExamples(Connection connection, SampleTexts texts) throws SQLException {
		try (PreparedStatement insert = connection
			.prepareStatement("INSERT INTO training_examples (id, text, label) VALUES (?, ?, ?)")) {
			for (int i = 0; i < EXAMPLES; i++) {
				String label = SampleTexts.LABELS.get(i % SampleTexts.LABELS.size());
				insert.setString(1, "example-%05d".formatted(i));
				insert.setString(2, texts.message(label));
				insert.setString(3, label);
				insert.addBatch();
			}
			insert.executeBatch();
		}
	}

	private static void addDocuments(Connection connection, SampleTexts texts) throws SQLException {
		try (PreparedStatement insert = connection
			.prepareStatement("INSERT INTO documents (id, title, text) VALUES (?, ?, ?)")) {
			for (int i = 0; i < DOCUMENTS; i++) {
				SampleTexts.Document document = texts.document();
				insert.setString(1, "document-%04d".formatted(i));
				insert.setString(2, document.title());
				insert.setString(3, document.text());
				insert.addBatch();
			}
			insert.executeBatch();
		}
	}

}
