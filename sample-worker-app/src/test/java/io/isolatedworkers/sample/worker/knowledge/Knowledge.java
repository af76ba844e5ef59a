package io.isolatedworkers.sample.worker.knowledge;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.isolatedworkers.data.Change;
import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.InMemoryDataAdapter;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;

/**
 * Data for the tests of the workers: the same in memory and in files.
 */
public final class Knowledge {

	private static final String ROOM = "room-1";

	private Knowledge() {
	}

	/** All collections, empty. */
	public static InMemoryDataAdapter inMemory() {
		return InMemoryDataAdapter.builder()
			.collection(DataHandles.PRIMARY, "training_examples", "id", "text", "label", "split")
			.collection(DataHandles.PRIMARY, "lora_adapters", "id", "name", "version", "kind", "created_at", "model",
					"trained", "held_out", "accuracy", "baseline", "sample_text", "sample_expected", "sample_label",
					"duration_millis")
			.collection(DataHandles.PRIMARY, "ai_generations", "id", "message_id", "session_id", "label", "score",
					"model_name", "model_version", "tokens", "micros", "created_at")
			.collection(DataHandles.PRIMARY, "chat_messages", "id", "room_id", "createdAt", "body")
			.collection(DataHandles.PRIMARY, "documents", "id", "title", "text", "version", "embedding",
					"embedding_model", "embedding_version")
			.build();
	}

	public static void addExamples(DataAdapter data, int count) {
		SampleTexts texts = new SampleTexts(SampleKnowledge.DEFAULT_SEED);
		List<Change> changes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			String label = SampleTexts.LABELS.get(i % SampleTexts.LABELS.size());
			changes.add(new Change.Insert("training_examples",
					Row.of(Map.of("id", "example-%05d".formatted(i), "text", texts.message(label), "label", label))));
		}
		data.batch(DataHandles.PRIMARY, changes);
	}

	/** Messages of a room, each newer than the one before. */
	public static void addMessages(DataAdapter data, int first, int count) {
		SampleTexts texts = new SampleTexts(first);
		List<Change> changes = new ArrayList<>();
		for (int i = first; i < first + count; i++) {
			changes.add(new Change.Insert("chat_messages", Row.of(Map.of("id", "message-%05d".formatted(i), "room_id",
					ROOM, "createdAt", 1_000 + i / 2, "body", texts.message(SampleTexts.LABELS.get(i % 4))))));
		}
		data.batch(DataHandles.PRIMARY, changes);
	}

	public static void addDocument(DataAdapter data, String id, String title, String text) {
		data.insert(DataHandles.PRIMARY, "documents",
				Row.of(Map.of("id", id, "title", title, "text", text, "version", 1)));
	}

	public static List<Row> all(DataAdapter data, String collection) {
		return data.list(DataHandles.PRIMARY, collection, Query.all().limit(Query.MAX_LIMIT));
	}

	/** A file with all collections, and those that have samples filled. */
	public static Path file(Path directory) {
		Path file = directory.resolve("primary.db");
		SampleKnowledge.create(file, SampleKnowledge.DEFAULT_SEED);
		try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
				Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA journal_mode = WAL");
			statement.execute(
					"CREATE TABLE chat_messages (id TEXT PRIMARY KEY NOT NULL, room_id TEXT, createdAt INTEGER, body TEXT)");
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return file;
	}

}
