package io.isolatedworkers.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.isolatedworkers.data.SqliteMoveFiles.betweenPhases;
import static io.isolatedworkers.data.SqliteMoveFiles.move;
import static io.isolatedworkers.data.SqliteMoveFiles.query;
import static io.isolatedworkers.data.SqliteMoveFiles.rows;
import static io.isolatedworkers.data.SqliteMoveFiles.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class SqliteMoveTests {

	private static final String LISTED = "SELECT row_id FROM move_copies UNION ALL SELECT source FROM move_batches";

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "WAL", "DELETE" })
	void everyColumnOfEveryRowArrives(String journal) {
		Move move = move().batchSize(1_000);
		SqliteMoveFiles files = filled(2_500);
		run(files.source, "PRAGMA journal_mode = " + journal);
		run(files.target, "PRAGMA journal_mode = " + journal);
		Map<String, String> before = rows(files.source);
		try (SqliteMove mover = files.open()) {
			assertThat(mover.countMovable(move)).isEqualTo(2_500);
			assertThat(moveAll(mover, move)).extracting(MoveResult::moved).containsExactly(1_000, 1_000, 500, 0);
			assertThat(mover.countMovable(move)).isZero();
		}
		assertThat(rows(files.target)).isEqualTo(before);
		assertThat(rows(files.source)).isEmpty();
		assertThat(query(files.target, LISTED)).isEmpty();
	}

	@Test
	void oldestRowsThatFitGoFirst() {
		SqliteMoveFiles files = filled(100);
		try (SqliteMove mover = files.open()) {
			mover.moveBatch(move().batchSize(7).where(Filter.atLeast("created_at", 10)));
		}
		assertThat(query(files.target, "SELECT created_at FROM messages ORDER BY created_at")).containsExactly("10",
				"10", "10", "11", "11", "11", "12");
	}

	@Test
	void noStatementReadsAWholeTable() throws Exception {
		SqliteMoveFiles files = filled(2_000);
		try (SqliteMove mover = files.open()) {
			mover.moveBatch(move());
		}
		// With statistics, SQLite takes the tables for smaller than the lists, which have
		// none, and would begin with the tables if it were free to.
		run(files.source, "ANALYZE");
		run(files.target, "ANALYZE messages");
		try (SqliteMove mover = files.open()) {
			for (Move move : List.of(move(), move().orderBy(null))) {
				for (MoveSql sql : mover.plan(move).perBatch()) {
					assertThat(explain(mover.connection(), sql)).as(sql.text())
						.noneMatch((line) -> line.matches("SCAN (?!k\\b|temp|b\\b|o\\b|main\\.move_batches).*")
								&& !(sql.text().startsWith("INSERT INTO " + MovePlan.PICK)
										&& line.matches("SCAN m USING (COVERING )?INDEX .*messages_.*")));
				}
			}
		}
	}

	@Test
	void firstPhaseLocksOnlyTheTargetAndTheSecondBoth() throws Exception {
		SqliteMoveFiles files = filled(10);
		try (SqliteMove mover = files.open();
				Connection source = SqliteMoveFiles.connect(files.source);
				Connection target = SqliteMoveFiles.connect(files.target);
				Statement move = mover.connection().createStatement()) {
			mover.moveBatch(move().batchSize(1));
			move.execute("BEGIN");
			execute(mover.connection(), MovePlan.LOCK_TARGET);
			assertThat(isLocked(target)).isTrue();
			execute(mover.connection(), mover.plan(move()).pick(true));
			execute(mover.connection(), mover.plan(move()).copy());
			assertThat(isLocked(source)).isFalse();
			move.execute("ROLLBACK");
			move.execute("BEGIN");
			execute(mover.connection(), MovePlan.LOCK_TARGET);
			execute(mover.connection(), mover.plan(move()).markSame());
			assertThat(isLocked(source)).isFalse();
			execute(mover.connection(), mover.plan(move()).lockSource());
			assertThat(isLocked(source)).isTrue();
			assertThat(isLocked(target)).isTrue();
			move.execute("ROLLBACK");
		}
	}

	@Test
	void rowThatChangesMeanwhileIsTakenUpAgainAsItIsThen() {
		SqliteMoveFiles files = filled(10);
		Map<String, String> before = rows(files.source);
		String id = before.keySet().iterator().next();
		try (SqliteMove mover = files.open(
				betweenPhases(() -> run(files.source, "UPDATE messages SET body = 'newer' WHERE id = '" + id + "'")))) {
			MoveResult first = mover.moveBatch(move());
			assertThat(first)
				.extracting(MoveResult::picked, MoveResult::moved, MoveResult::changed, MoveResult::conflicts)
				.containsExactly(10, 9, 1, 0);
			assertThat(rows(files.source)).containsOnlyKeys(id);
			assertThat(rows(files.target)).doesNotContainKey(id).hasSize(9);
			assertThat(mover.moveBatch(move()).moved()).isOne();
		}
		assertThat(rows(files.target)).hasSize(10);
		assertThat(rows(files.target).get(id)).contains("newer");
		assertThat(rows(files.source)).isEmpty();
	}

	@Test
	void anotherTypeIsAnotherValue() {
		SqliteMoveFiles files = filled(1);
		run(files.source, "UPDATE messages SET extra = 1");
		try (SqliteMove mover = files.open(betweenPhases(() -> run(files.source, "UPDATE messages SET extra = 1.0")))) {
			assertThat(mover.moveBatch(move()).changed()).isOne();
			assertThat(mover.moveBatch(move()).moved()).isOne();
		}
		assertThat(query(files.target, "SELECT typeof(extra) FROM messages")).containsExactly("real");
	}

	@Test
	void rowDeletedMeanwhileDoesNotComeBack() {
		SqliteMoveFiles files = filled(10);
		String id = rows(files.source).keySet().iterator().next();
		try (SqliteMove mover = files
			.open(betweenPhases(() -> run(files.source, "DELETE FROM messages WHERE id = '" + id + "'")))) {
			assertThat(mover.moveBatch(move())).extracting(MoveResult::moved, MoveResult::changed)
				.containsExactly(9, 1);
		}
		assertThat(rows(files.target)).doesNotContainKey(id).hasSize(9);
	}

	@Test
	void otherRowOfTheSameIdIsListedAndLeftOnBothSides() {
		SqliteMoveFiles files = filled(10);
		String id = rows(files.source).keySet().iterator().next();
		run(files.target, "INSERT INTO messages (id, body) VALUES ('" + id + "', 'other')");
		try (SqliteMove mover = files.open()) {
			assertThat(mover.moveBatch(move())).extracting(MoveResult::moved, MoveResult::conflicts)
				.containsExactly(9, 1);
			assertThat(mover.countMovable(move())).isZero();
			assertThat(mover.moveBatch(move()).picked()).isZero();
			assertThat(query(files.target, "SELECT id || row_id || collection FROM move_conflicts"))
				.containsExactly("messages:'" + id + "'" + id + "messages");
			assertThat(rows(files.source)).containsOnlyKeys(id);
			assertThat(rows(files.target).get(id)).contains("other");

			run(files.target, "DELETE FROM messages WHERE id = '" + id + "'", "DELETE FROM move_conflicts");
			assertThat(mover.moveBatch(move()).moved()).isOne();
		}
	}

	@Test
	void equalRowThatIsThereAlreadyIsOnlyDeleted() {
		SqliteMoveFiles files = filled(10);
		Map<String, String> before = rows(files.source);
		run(files.target, "ATTACH '" + files.source + "' AS s", "INSERT INTO messages SELECT * FROM s.messages");
		try (SqliteMove mover = files.open()) {
			assertThat(mover.moveBatch(move()).moved()).isEqualTo(10);
		}
		assertThat(rows(files.target)).isEqualTo(before);
	}

	@Test
	void rowThatAnotherUniqueColumnKeepsOutIsAConflict() {
		SqliteMoveFiles files = SqliteMoveFiles.make(this.directory,
				"CREATE TABLE messages (id INTEGER PRIMARY KEY, name TEXT UNIQUE)");
		run(files.source, "INSERT INTO messages VALUES (1, 'a'), (2, 'b')");
		run(files.target, "INSERT INTO messages VALUES (9, 'a')");
		try (SqliteMove mover = files.open()) {
			assertThat(mover.moveBatch(move().orderBy(null))).extracting(MoveResult::moved, MoveResult::conflicts)
				.containsExactly(1, 1);
			assertThat(mover.moveBatch(move().orderBy(null)).picked()).isZero();
		}
		assertThat(query(files.source, "SELECT id FROM messages")).containsExactly("1");
		assertThat(query(files.target, "SELECT id FROM messages")).containsExactly("2", "9");
		assertThat(query(files.target, LISTED)).isEmpty();
	}

	@Test
	void whatAnInterruptedBatchCopiedIsReplacedWhereItsOriginalChanged() {
		SqliteMoveFiles files = filled(10);
		Map<String, String> before = rows(files.source);
		List<String> ids = List.copyOf(before.keySet());
		files.interruptBetweenPhases(move());
		assertThat(rows(files.target)).isEqualTo(before);
		run(files.source, "UPDATE messages SET body = 'newer' WHERE id = '" + ids.get(0) + "'",
				"UPDATE messages SET created_at = 99 WHERE id = '" + ids.get(1) + "'");
		Map<String, String> expected = rows(files.source);
		try (SqliteMove mover = files.open()) {
			Move some = move().where(Filter.less("created_at", 99));
			assertThat(mover.moveBatch(some)).extracting(MoveResult::moved, MoveResult::conflicts)
				.containsExactly(9, 0);
			assertThat(rows(files.target)).doesNotContainKey(ids.get(1));
			assertThat(mover.moveBatch(move()).moved()).isOne();
		}
		assertThat(rows(files.target)).isEqualTo(expected);
		assertThat(rows(files.source)).isEmpty();
	}

	@Test
	void copiesOfAFinishedBatchAreRowsLikeOthers() {
		SqliteMoveFiles files = filled(1);
		String id = rows(files.source).keySet().iterator().next();
		try (SqliteMove mover = files.open()) {
			mover.moveBatch(move());
			run(files.source, "INSERT INTO messages (id, body) VALUES ('" + id + "', 'another')");
			assertThat(mover.moveBatch(move()).conflicts()).isOne();
		}
		assertThat(rows(files.target).get(id)).doesNotContain("another");
	}

	@Test
	void batchWhoseSecondPhaseFailsLeavesNothing() throws Exception {
		SqliteMoveFiles files = filled(10);
		Map<String, String> before = rows(files.source);
		try (Connection other = SqliteMoveFiles.connect(files.source);
				Statement statement = other.createStatement();
				SqliteMove mover = files.open()) {
			statement.execute("BEGIN IMMEDIATE");
			assertProblem(DataProblem.BUSY, () -> mover.moveBatch(move()));
			statement.execute("ROLLBACK");
			assertThat(rows(files.target)).isEmpty();
			assertThat(query(files.target, LISTED)).isEmpty();
			assertThat(rows(files.source)).isEqualTo(before);
			assertThat(mover.moveBatch(move()).moved()).isEqualTo(10);
		}
	}

	@Test
	void fullDiskLeavesNothingAndALaterBatchGoesOn() throws Exception {
		SqliteMoveFiles files = filled(1_000);
		Map<String, String> before = rows(files.source);
		try (SqliteMove mover = files.open(); Statement statement = mover.connection().createStatement()) {
			statement.execute("PRAGMA main.max_page_count = 12");
			assertProblem(DataProblem.DISK_FULL, () -> mover.moveBatch(move()));
			assertThat(rows(files.target)).isEmpty();
			assertThat(rows(files.source)).isEqualTo(before);
			statement.execute("PRAGMA main.max_page_count = 1000000");
			assertThat(mover.moveBatch(move()).moved()).isEqualTo(1_000);
		}
		assertThat(rows(files.target)).isEqualTo(before);
	}

	@Test
	void movesInOppositeDirectionsLoseNothing() throws Exception {
		SqliteMoveFiles files = filled(300);
		Map<String, String> before = rows(files.source);
		files.busyTimeout = Duration.ofMillis(20);
		Move back = Move.of("messages", DataHandles.ARCHIVE, DataHandles.PRIMARY).batchSize(40);
		Thread opposite = new Thread(() -> {
			try (SqliteMove mover = files.openReverse()) {
				for (int moved = 0; moved < 400;) {
					moved += moveUnlessBusy(mover, back);
				}
			}
		});
		opposite.start();
		try (SqliteMove mover = files.open()) {
			while (opposite.isAlive()) {
				moveUnlessBusy(mover, move().batchSize(40));
			}
			moveAll(mover, move());
		}
		assertThat(rows(files.source)).isEmpty();
		assertThat(rows(files.target)).isEqualTo(before);
	}

	@Test
	void twoMoversOfTheSameRowsLoseNothing() {
		SqliteMoveFiles files = filled(10);
		Map<String, String> before = rows(files.source);
		try (SqliteMove other = files.open();
				SqliteMove mover = files.open(betweenPhases(() -> other.moveBatch(move())))) {
			assertThat(mover.moveBatch(move())).extracting(MoveResult::picked, MoveResult::moved)
				.containsExactly(10, 0);
		}
		assertThat(rows(files.target)).isEqualTo(before);
		assertThat(rows(files.source)).isEmpty();
	}

	@Test
	void idsThatDifferInCaseOnlyAreNotTheSameRow() {
		SqliteMoveFiles files = SqliteMoveFiles.make(this.directory,
				"CREATE TABLE messages (id TEXT PRIMARY KEY COLLATE NOCASE, body TEXT COLLATE NOCASE)");
		run(files.source, "INSERT INTO messages VALUES ('A', 'x'), ('b', 'y'), ('c', 'z')");
		run(files.target, "INSERT INTO messages VALUES ('a', 'x'), ('b', 'Y')");
		try (SqliteMove mover = files.open()) {
			assertThat(mover.moveBatch(move().orderBy(null))).extracting(MoveResult::moved, MoveResult::conflicts)
				.containsExactly(1, 2);
		}
		assertThat(query(files.source, "SELECT id FROM messages")).containsExactly("A", "b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "(id TEXT PRIMARY KEY, body) WITHOUT ROWID", "(id INTEGER PRIMARY KEY, body)",
			"(id INT PRIMARY KEY, body)", "(id PRIMARY KEY, rowid, oid, _rowid_, body)",
			"(rowid TEXT, id PRIMARY KEY, body)",
			"(id BLOB PRIMARY KEY, body, length AS (length(body)), twice AS (body || body) STORED)",
			"(id TEXT PRIMARY KEY, body, parent REFERENCES messages_other (id))" })
	void everyKindOfTableCanBeMoved(String table) {
		SqliteMoveFiles files = SqliteMoveFiles.make(this.directory, "CREATE TABLE messages " + table);
		run(files.source, "INSERT INTO messages (id, body) VALUES (1, 'a'), (x'00', NULL), (-5, x'00')"
			.replace(table.contains("INTEGER") ? "x'00', N" : "none", "7, N"));
		List<String> before = query(files.source, "SELECT quote(id) || quote(body) FROM messages");
		Move move = move().orderBy(null);
		try (SqliteMove mover = files
			.open(betweenPhases(() -> run(files.source, "UPDATE messages SET body = 'new'" + " WHERE id = 1")))) {
			assertThat(mover.moveBatch(move)).extracting(MoveResult::moved, MoveResult::changed).containsExactly(2, 1);
			assertThat(mover.moveBatch(move).moved()).isOne();
		}
		assertThat(query(files.target, "SELECT quote(id) || quote(body) FROM messages"))
			.containsExactlyInAnyOrderElementsOf(
					before.stream().map((row) -> row.contains("1") ? row.replace("'a'", "'new'") : row).toList());
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '`',
			value = { "id TEXT PRIMARY KEY, body TEXT; 'archive' has no column 'extra'",
					"id TEXT PRIMARY KEY, body TEXT, extra, more; 'primary' has no column 'more'",
					"id TEXT PRIMARY KEY, body INT, extra; column 'body' is the type TEXT and INT",
					"id TEXT PRIMARY KEY, body TEXT NOT NULL, extra; column 'body' is NOT NULL in one only",
					"id TEXT, body TEXT PRIMARY KEY, extra; column 'id' is the primary key in one only" })
	void collectionsThatDifferAreRefused(String target, String words) {
		SqliteMoveFiles files = SqliteMoveFiles.make(this.directory);
		run(files.source, "CREATE TABLE t (id TEXT PRIMARY KEY, body TEXT, extra)",
				"INSERT INTO t VALUES ('a', 'b', 1)");
		run(files.target, "CREATE TABLE t (" + target + ")");
		assertRefused(files, "t", DataProblem.SCHEMA_MISMATCH, words);
		assertThat(query(files.source, "SELECT id FROM t")).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void triggerIsNamed(boolean inSource) {
		SqliteMoveFiles files = filled(1);
		run(inSource ? files.source : files.target,
				"CREATE TRIGGER watch AFTER INSERT ON messages BEGIN SELECT 1; END");
		assertRefused(files, "messages", DataProblem.SCHEMA_MISMATCH, "watch");
	}

	@Test
	void foreignKeyThatRefersToTheCollectionIsNamed() {
		SqliteMoveFiles files = filled(1);
		run(files.source, "CREATE TABLE replies (id PRIMARY KEY, m REFERENCES Messages (id) ON DELETE CASCADE)");
		assertRefused(files, "messages", DataProblem.SCHEMA_MISMATCH, "replies");
	}

	@Test
	void rowWithoutIdIsRefused() {
		SqliteMoveFiles files = filled(1);
		run(files.source, "INSERT INTO messages (body) VALUES ('no id')");
		assertRefused(files, "messages", DataProblem.SCHEMA_MISMATCH, "NULL");
	}

	@Test
	void whatIsNotThereIsRefused() {
		SqliteMoveFiles files = filled(1);
		run(files.source, "CREATE TABLE only_here (id TEXT PRIMARY KEY)");
		assertRefused(files, "nothing", DataProblem.UNKNOWN_COLLECTION, "nothing");
		assertRefused(files, "only_here", DataProblem.UNKNOWN_COLLECTION, "archive");
		try (SqliteMove mover = files.open()) {
			assertProblem(DataProblem.INVALID_IDENTIFIER, () -> mover.moveBatch(move().orderBy("nothing")));
			mover.moveBatch(move());
		}
		assertRefused(files, MoveList.COPIES, DataProblem.UNKNOWN_COLLECTION, MoveList.COPIES);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void linkToTheSameFileIsRefused(boolean hard) throws Exception {
		SqliteMoveFiles files = filled(1);
		Files.delete(files.target);
		if (hard) {
			Files.createLink(files.target, files.source);
		}
		else {
			Files.createSymbolicLink(files.target, files.source);
		}
		assertProblem(DataProblem.INVALID_VALUE, files::open);
	}

	@Test
	void differentEncodingsAreRefused() throws Exception {
		SqliteMoveFiles files = filled(1);
		Files.delete(files.target);
		run(files.target, "PRAGMA encoding = 'UTF-16'", SqliteMoveFiles.TABLE);
		assertProblem(DataProblem.SCHEMA_MISMATCH, files::open);
	}

	private SqliteMoveFiles filled(int count) {
		SqliteMoveFiles files = SqliteMoveFiles.make(this.directory);
		files.fill(count);
		return files;
	}

	private static List<MoveResult> moveAll(SqliteMove mover, Move move) {
		List<MoveResult> results = new ArrayList<>();
		do {
			results.add(mover.moveBatch(move));
		}
		while (results.get(results.size() - 1).picked() > 0);
		return results;
	}

	private static int moveUnlessBusy(SqliteMove mover, Move move) {
		try {
			return mover.moveBatch(move).moved();
		}
		catch (DataException ex) {
			assertThat(ex.problem()).isEqualTo(DataProblem.BUSY);
			return 0;
		}
	}

	private static void assertRefused(SqliteMoveFiles files, String collection, DataProblem problem, String words) {
		try (SqliteMove mover = files.open()) {
			Move move = Move.of(collection, DataHandles.PRIMARY, DataHandles.ARCHIVE);
			assertThatExceptionOfType(DataException.class).isThrownBy(() -> mover.moveBatch(move))
				.withMessageContaining(words)
				.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(problem));
		}
	}

	private static void assertProblem(DataProblem problem, Runnable work) {
		assertThatExceptionOfType(DataException.class).isThrownBy(work::run)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(problem));
	}

	private static void execute(Connection connection, MoveSql sql) throws Exception {
		try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
			new FilterSql("", sql.values()).bind(statement, 1);
			statement.executeUpdate();
		}
	}

	private static boolean isLocked(Connection connection) throws Exception {
		try (Statement statement = connection.createStatement()) {
			statement.execute("PRAGMA busy_timeout = 0");
			statement.execute("BEGIN IMMEDIATE");
			statement.execute("ROLLBACK");
			return false;
		}
		catch (java.sql.SQLException ex) {
			return true;
		}
	}

	private static List<String> explain(Connection connection, MoveSql sql) throws Exception {
		List<String> lines = new ArrayList<>();
		try (PreparedStatement statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + sql.text())) {
			new FilterSql("", sql.values()).bind(statement, 1);
			try (ResultSet result = statement.executeQuery()) {
				while (result.next()) {
					lines.add(result.getString("detail"));
				}
			}
		}
		return lines;
	}

}
