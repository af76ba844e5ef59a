package io.isolatedworkers.sample.worker.archive;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import io.isolatedworkers.sample.worker.archive.TaskEntry.Base;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tasks on disk, in a small database of their own. What has been saved survives the
 * end of the process. Not for several writers at once.
 */
final class TaskJournal {

	/** The journal's handle. */
	static final String HANDLE = "journal";

	/** The journal's collection. */
	static final String COLLECTION = "archive_tasks";

	private static final String TABLE = """
			CREATE TABLE IF NOT EXISTS %s (
			  id TEXT PRIMARY KEY NOT NULL, turn INTEGER NOT NULL,
			  collection TEXT NOT NULL, mode TEXT NOT NULL, batch_size INTEGER NOT NULL, order_by TEXT,
			  state TEXT NOT NULL, wish TEXT, archived INTEGER NOT NULL, total INTEGER NOT NULL,
			  conflicts INTEGER NOT NULL, duration_millis INTEGER NOT NULL, code TEXT, message TEXT,
			  ends INTEGER NOT NULL, reported INTEGER NOT NULL,
			  base_archived INTEGER, base_settled INTEGER, base_conflicts INTEGER, base_listed INTEGER)
			""".formatted(COLLECTION);

	private final DataAdapter data;

	/**
	 * Makes a journal.
	 * @param data reaches it; its collection exists
	 */
	TaskJournal(DataAdapter data) {
		this.data = data;
	}

	/**
	 * Makes the journal's file unless there is one.
	 * @param file the file
	 * @throws IllegalStateException if it cannot be made or is something else
	 */
	static void create(Path file) {
		try (Connection connection = Sqlite.open(file); Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA journal_mode = WAL");
			statement.execute(TABLE);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The journal of the archive worker cannot be used: %s. %s".formatted(file,
					"Mend it, or move it away; then unfinished tasks have to be submitted again"), ex);
		}
	}

	/** All tasks in the order of their turns. */
	List<TaskEntry> load() {
		List<TaskEntry> entries = new ArrayList<>();
		Query query = Query.all().ascendingBy("turn");
		List<Row> page = this.data.list(HANDLE, COLLECTION, query);
		while (!page.isEmpty()) {
			page.forEach((row) -> entries.add(entry(row)));
			page = this.data.list(HANDLE, COLLECTION, query.after(page.get(page.size() - 1)));
		}
		return entries;
	}

	/** Saves a task, be it new or not. */
	void save(TaskEntry entry) {
		Row.Builder row = row(entry);
		if (!this.data.update(HANDLE, COLLECTION, entry.id(), row.build())) {
			this.data.insert(HANDLE, COLLECTION, row.set("id", entry.id()).build());
		}
	}

	/** Forgets a task. */
	void delete(String taskId) {
		this.data.delete(HANDLE, COLLECTION, taskId);
	}

	private static Row.Builder row(TaskEntry entry) {
		ArchiveTask task = entry.task();
		Base base = entry.base();
		return Row.builder()
			.set("turn", entry.turn())
			.set("collection", task.collection())
			.set("mode", task.mode().name())
			.set("batch_size", task.batchSize())
			.set("order_by", task.orderBy())
			.set("state", entry.state().name())
			.set("wish", (entry.wish() != null) ? entry.wish().name() : null)
			.set("archived", entry.archived())
			.set("total", entry.total())
			.set("conflicts", entry.conflicts())
			.set("duration_millis", entry.durationMillis())
			.set("code", entry.code())
			.set("message", entry.message())
			.set("ends", entry.ends())
			.set("reported", entry.reported())
			.set("base_archived", (base != null) ? base.archived() : null)
			.set("base_settled", (base != null) ? base.settled() : null)
			.set("base_conflicts", (base != null) ? base.conflicts() : null)
			.set("base_listed", (base != null) ? base.listed() : null);
	}

	private static TaskEntry entry(Row row) {
		ArchiveTask task = new ArchiveTask(text(row, "id"), text(row, "collection"),
				ArchiveTask.Mode.valueOf(text(row, "mode")), (int) number(row, "batch_size"), row.text("order_by"));
		String wish = row.text("wish");
		return new TaskEntry(task, number(row, "turn"), State.valueOf(text(row, "state")),
				(wish != null) ? State.valueOf(wish) : null, number(row, "archived"), number(row, "total"),
				number(row, "conflicts"), number(row, "duration_millis"), row.text("code"), row.text("message"),
				(int) number(row, "ends"), number(row, "reported") != 0, base(row));
	}

	private static @Nullable Base base(Row row) {
		return (row.integer("base_archived") == null) ? null : new Base(number(row, "base_archived"),
				number(row, "base_settled"), number(row, "base_conflicts"), number(row, "base_listed"));
	}

	private static String text(Row row, String column) {
		return Objects.requireNonNull(row.text(column), column);
	}

	private static long number(Row row, String column) {
		return Objects.requireNonNull(row.integer(column), column);
	}

}
