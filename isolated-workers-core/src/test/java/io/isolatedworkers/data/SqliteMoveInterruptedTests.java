package io.isolatedworkers.data;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.ProgressHandler;

import static io.isolatedworkers.data.SqliteMoveFiles.query;
import static io.isolatedworkers.data.SqliteMoveFiles.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What kills leave behind, written by hand, and what others do between two phases.
 */
class SqliteMoveInterruptedTests {

	private static final String NUMBERED = "CREATE TABLE messages (id INTEGER PRIMARY KEY, body)";

	private static final Move MOVE = Move.of("messages", DataHandles.PRIMARY, DataHandles.ARCHIVE);

	@TempDir
	Path directory;

	private SqliteMoveFiles files;

	private void make(String... schema) {
		this.files = SqliteMoveFiles.make(this.directory, schema);
		run(this.files.source, "INSERT INTO messages (id, body) VALUES (1, 'first'), (2, 'second')");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE.batchSize(1)).moved()).isOne();
		}
	}

	private void list(int id, boolean settled) {
		list(id, settled, "primary");
	}

	private void list(int id, boolean settled, String source) {
		run(this.files.target, "INSERT INTO move_batches (collection, source, settled) VALUES ('messages', '%s', %s)"
			.formatted(source, settled), "INSERT INTO move_copies SELECT max(id), %d FROM move_batches".formatted(id));
	}

	private List<String> source() {
		return query(this.files.source, "SELECT id || ' ' || body FROM messages ORDER BY id");
	}

	private List<String> target() {
		return query(this.files.target, "SELECT id || ' ' || body FROM messages ORDER BY id");
	}

	private List<String> copies() {
		return query(this.files.target, "SELECT row_id FROM move_copies UNION ALL SELECT source FROM move_batches");
	}

	private List<String> lists() {
		return query(this.files.target,
				"SELECT source || ' ' || row_id FROM move_batches JOIN move_copies ON batch = id ORDER BY id");
	}

	private List<String> conflicts() {
		return query(this.files.target, "SELECT row_id FROM move_conflicts");
	}

	@Test
	void rowThatGotTheIdOfASettledOneNeverReplacesIt() {
		make(NUMBERED);
		list(1, true);
		run(this.files.source, "INSERT INTO messages VALUES (1, 'another')");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE)).extracting(MoveResult::moved, MoveResult::changed, MoveResult::conflicts)
				.containsExactly(1, 0, 1);
			assertThat(mover.moveBatch(MOVE).picked()).isZero();
		}
		assertThat(source()).containsExactly("1 another");
		assertThat(target()).containsExactly("1 first", "2 second");
		assertThat(conflicts()).containsExactly("1");
		assertThat(copies()).isEmpty();
	}

	@Test
	void rowThatIsNotTakenUpDoesNotReplaceASettledOneEither() {
		make(NUMBERED);
		list(1, true);
		run(this.files.source, "INSERT INTO messages VALUES (1, 'another')");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE.where(Filter.equal("id", 2))).moved()).isOne();
			assertThat(target()).containsExactly("1 first", "2 second");
			assertThat(mover.moveBatch(MOVE).conflicts()).isOne();
		}
		assertThat(target()).containsExactly("1 first", "2 second");
	}

	@Test
	void settledRowWhoseOriginalIsStillThereIsMovedAndNoConflict() {
		make(NUMBERED);
		list(1, true);
		run(this.files.source, "INSERT INTO messages VALUES (1, 'first')");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE)).extracting(MoveResult::moved, MoveResult::conflicts)
				.containsExactly(2, 0);
		}
		assertThat(source()).isEmpty();
		assertThat(target()).containsExactly("1 first", "2 second");
		assertThat(conflicts()).isEmpty();
		assertThat(copies()).isEmpty();
	}

	@Test
	void settledRowThatChangesBetweenThePhasesIsAConflict() {
		make(NUMBERED);
		list(1, true);
		run(this.files.source, "INSERT INTO messages VALUES (1, 'first')");
		try (SqliteMove mover = openAnd("UPDATE messages SET body = 'newer' WHERE id = 1", this.files.source)) {
			assertThat(mover.moveBatch(MOVE)).extracting(MoveResult::moved, MoveResult::conflicts)
				.containsExactly(1, 1);
		}
		assertThat(source()).containsExactly("1 newer");
		assertThat(target()).containsExactly("1 first", "2 second");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void entryWithoutOriginalIsRemovedByTheNextCall(boolean settled) {
		make(NUMBERED);
		list(1, settled);
		run(this.files.source, "DELETE FROM messages");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE).picked()).isZero();
		}
		assertThat(copies()).isEmpty();
		assertThat(target()).containsExactly("1 first");
	}

	@Test
	void newerVersionReplacesACopyThatIsNotSettled() {
		make(NUMBERED);
		list(1, false);
		run(this.files.source, "INSERT INTO messages VALUES (1, 'newer')");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE)).extracting(MoveResult::moved, MoveResult::conflicts)
				.containsExactly(2, 0);
		}
		assertThat(target()).containsExactly("1 newer", "2 second");
		assertThat(conflicts()).isEmpty();
	}

	@Test
	void rowsThatTheTargetHadAreSettledToo() {
		make(NUMBERED);
		run(this.files.target, "INSERT INTO messages VALUES (2, 'second')", """
				CREATE TRIGGER see AFTER INSERT ON move_copies BEGIN
				INSERT INTO move_conflicts SELECT new.row_id, settled, new.row_id, 0 FROM move_batches
				WHERE id = new.batch; END""");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
		assertThat(query(this.files.target, "SELECT row_id || collection FROM move_conflicts")).containsExactly("21");
		assertThat(copies()).isEmpty();
	}

	@Test
	void newerVersionReplacesACopyWhereTheTargetHadOtherRowsOfTheBatch() {
		make(NUMBERED);
		run(this.files.source, "INSERT INTO messages VALUES (3, 'third')");
		run(this.files.target, "INSERT INTO messages VALUES (3, 'third')");
		try (SqliteMove mover = openAnd("UPDATE messages SET body = 'newer' WHERE id = 2", this.files.source)) {
			assertThat(mover.moveBatch(MOVE)).extracting(MoveResult::moved, MoveResult::changed).containsExactly(1, 1);
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
		assertThat(target()).containsExactly("1 first", "2 newer", "3 third");
	}

	@Test
	void rowThatAnotherSourceOnceListedIsNoLongerItsOwn() {
		make(NUMBERED);
		list(2, false, "elsewhere");
		SqliteMove.Turns turns = SqliteMoveFiles.betweenPhases(() -> assertThat(lists()).containsExactly("primary 2"));
		try (SqliteMove mover = this.files.open(turns)) {
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
		assertThat(copies()).isEmpty();
	}

	@Test
	void rowThatGetsOnAnotherListBetweenThePhasesIsForgottenThere() {
		make(NUMBERED);
		try (SqliteMove mover = this.files.open(SqliteMoveFiles.betweenPhases(() -> list(2, false, "elsewhere")))) {
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
		assertThat(copies()).isEmpty();
	}

	@Test
	void batchThatIsGoneFromTheListBetweenThePhasesIsListedAgain() {
		make(NUMBERED);
		run(this.files.target, """
				CREATE TRIGGER see AFTER INSERT ON move_copies BEGIN
				INSERT INTO move_conflicts SELECT new.row_id || settled, 'messages', new.row_id, 0 FROM move_batches
				WHERE id = new.batch; END""");
		try (SqliteMove mover = this.files.open(SqliteMoveFiles
			.betweenPhases(() -> run(this.files.target, "DELETE FROM move_batches", "DELETE FROM move_copies")))) {
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
		assertThat(query(this.files.target, "SELECT id FROM move_conflicts")).containsExactly("20", "21");
		assertThat(copies()).isEmpty();
	}

	@Test
	void columnsMayHaveTheNamesOfTheList() {
		this.files = SqliteMoveFiles.make(this.directory,
				"CREATE TABLE messages (id INTEGER PRIMARY KEY, row_id, batch, body, settled, source, collection)");
		run(this.files.source,
				"INSERT INTO messages (id, row_id, batch, body) VALUES (1, 9, 9, 'first'), (2, 2, 2, 'second')");
		this.files.interruptBetweenPhases(MOVE);
		run(this.files.source, "UPDATE messages SET body = 'newer' WHERE id = 1", "DELETE FROM messages WHERE id = 2");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE)).extracting(MoveResult::moved, MoveResult::conflicts)
				.containsExactly(1, 0);
		}
		assertThat(target()).containsExactly("1 newer", "2 second");
		assertThat(copies()).isEmpty();
	}

	@Test
	void listThatCouldNotBeClearedIsClearedByTheNextBatch() throws Exception {
		make(NUMBERED);
		run(this.files.source, "INSERT INTO messages VALUES (3, 'third')");
		run(this.files.target,
				"CREATE TRIGGER keep BEFORE DELETE ON move_copies BEGIN SELECT RAISE(ABORT, 'kept'); END");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE.batchSize(1)).moved()).isOne();
			assertThat(copies()).hasSize(2);
			run(this.files.target, "DROP TRIGGER keep");
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
		assertThat(copies()).isEmpty();
	}

	@Test
	void moverWaitsForOthersThatHaveLockedTheSource() throws Exception {
		make(NUMBERED);
		this.files.busyTimeout = Duration.ofSeconds(30);
		try (Connection other = SqliteMoveFiles.connect(this.files.source);
				Statement statement = other.createStatement();
				SqliteMove mover = this.files.open()) {
			statement.execute("BEGIN IMMEDIATE");
			Future<MoveResult> result = CompletableFuture.supplyAsync(() -> mover.moveBatch(MOVE));
			await().atMost(Duration.ofSeconds(30))
				.until(() -> query(this.files.target, "SELECT id FROM messages").size() == 2);
			statement.execute("COMMIT");
			assertThat(result.get(30, TimeUnit.SECONDS).moved()).isOne();
		}
	}

	@Test
	void sourceCanBeWrittenWhileRowsAreComparedAndTheNewerVersionStays() throws Exception {
		this.files = SqliteMoveFiles.make(this.directory, NUMBERED);
		run(this.files.source, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
				+ " INSERT INTO messages SELECT i, 'old' FROM n");
		AtomicBoolean second = new AtomicBoolean();
		AtomicInteger writes = new AtomicInteger();
		try (SqliteMove mover = this.files.open(SqliteMoveFiles.betweenPhases(() -> second.set(true)))) {
			// Called within long statements only, the first of which compares.
			ProgressHandler.setHandler(mover.connection(), 1_000, new ProgressHandler() {

				@Override
				protected int progress() {
					if (second.getAndSet(false)) {
						run(SqliteMoveInterruptedTests.this.files.source,
								"UPDATE messages SET body = 'newer' WHERE id = 1");
						writes.incrementAndGet();
					}
					return 0;
				}

			});
			assertThat(mover.moveBatch(MOVE)).extracting(MoveResult::moved, MoveResult::changed)
				.containsExactly(499, 1);
		}
		assertThat(writes).hasValue(1);
		assertThat(source()).containsExactly("1 newer");
		assertThat(target()).hasSize(499).doesNotContain("1 old");
	}

	@Test
	void movesInOppositeDirectionsDoNotKeepEachOtherFromTheFiles() {
		this.files = SqliteMoveFiles.make(this.directory, NUMBERED);
		this.files.busyTimeout = Duration.ofSeconds(30);
		String rows = "WITH RECURSIVE n(i) AS (SELECT %1$d UNION ALL SELECT i + 1 FROM n WHERE i < %1$d + 7999)"
				+ " INSERT INTO messages SELECT i, '%2$s' FROM n";
		run(this.files.source, rows.formatted(1, "there"));
		run(this.files.target, rows.formatted(10_001, "back"));
		Move there = MOVE.where(Filter.equal("body", "there")).batchSize(1_000);
		Move back = Move.of("messages", DataHandles.ARCHIVE, DataHandles.PRIMARY)
			.where(Filter.equal("body", "back"))
			.batchSize(1_000);
		try (SqliteMove forth = this.files.open(); SqliteMove reverse = this.files.openReverse()) {
			CompletableFuture<Void> other = CompletableFuture.runAsync(() -> moveAll(reverse, back));
			moveAll(forth, there);
			other.join();
		}
		assertThat(query(this.files.source, "SELECT DISTINCT body FROM messages")).containsExactly("back");
		assertThat(query(this.files.target, "SELECT DISTINCT body FROM messages")).containsExactly("there");
	}

	private static void moveAll(SqliteMove mover, Move move) {
		for (int i = 0; i < 8; i++) {
			assertThat(mover.moveBatch(move).moved()).isEqualTo(1_000);
		}
	}

	@Test
	void batchThatLockedTheSourceForLongMakesTheNextSmaller() throws Exception {
		this.files = SqliteMoveFiles.make(this.directory, NUMBERED);
		run(this.files.source, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
				+ " INSERT INTO messages SELECT i, 'body' FROM n");
		AtomicBoolean second = new AtomicBoolean();
		try (SqliteMove mover = this.files.open(SqliteMoveFiles.betweenPhases(() -> second.set(true)))) {
			ProgressHandler.setHandler(mover.connection(), 1_000, new ProgressHandler() {

				@Override
				protected int progress() {
					if (second.getAndSet(false)) {
						// As a slow disk does
						long end = System.nanoTime() + 2 * MovePace.AIM.toNanos();
						while (System.nanoTime() - end < 0) {
							LockSupport.parkNanos(end - System.nanoTime());
						}
					}
					return 0;
				}

			});
			assertThat(mover.moveBatch(MOVE.batchSize(3_000)).picked()).isEqualTo(3_000);
			assertThat(mover.moveBatch(MOVE.batchSize(3_000)).picked()).isBetween(MovePace.LEAST_ROWS, 1_500);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "BLOB", "INTEGER", "NUMERIC", "FLOATING POINT", "DECIMAL(3)", "\uFB02oat" })
	void integerIsNotTakenForAnEqualRealNumber(String type) {
		make("CREATE TABLE messages (id INTEGER PRIMARY KEY, body " + type + ")");
		run(this.files.source, "UPDATE messages SET body = -9223372036854775808");
		run(this.files.target, "INSERT INTO messages VALUES (2, -9223372036854775808.0)");
		assertThat(query(this.files.target, "SELECT typeof(body) FROM messages WHERE id = 2")).containsExactly("real");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE).conflicts()).isOne();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TEXT", "VARCHAR(9)", "REAL", "DOUBLE PRECISION", "FLOAT" })
	void columnOfTextsOrRealNumbersHasOneTypeForEqualNumbers(String type) {
		make("CREATE TABLE messages (id INTEGER PRIMARY KEY, body " + type + ")");
		run(this.files.source, "UPDATE messages SET body = -9223372036854775808");
		String types = "SELECT DISTINCT typeof(body) FROM messages WHERE id > 1";
		List<String> integers = query(this.files.source, types);
		run(this.files.source, "UPDATE messages SET body = -9223372036854775808.0");
		assertThat(query(this.files.source, types)).isEqualTo(integers).doesNotContain("integer");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.plan(MOVE).markSame().text()).doesNotContain("typeof(m.\"body\")");
		}
	}

	@Test
	void columnThatIsAddedBetweenThePhasesIsNotLost() {
		make(NUMBERED);
		run(this.files.target, "ALTER TABLE messages ADD COLUMN extra");
		run(this.files.source, "ALTER TABLE messages ADD COLUMN extra");
		SqliteMove.Turns turns = SqliteMoveFiles.betweenPhases(() -> {
			run(this.files.target, "ALTER TABLE messages ADD COLUMN late");
			run(this.files.source, "ALTER TABLE messages ADD COLUMN late", "UPDATE messages SET late = 'precious'");
		});
		try (SqliteMove mover = this.files.open(turns)) {
			assertRefused(mover, "changed meanwhile");
			assertThat(target()).containsExactly("1 first");
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
		assertThat(query(this.files.target, "SELECT late FROM messages WHERE id = 2")).containsExactly("precious");
		assertThat(source()).isEmpty();
	}

	@Test
	void columnThatIsAddedBetweenTwoBatchesArrives() {
		make(NUMBERED);
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.countMovable(MOVE)).isOne();
			run(this.files.target, "ALTER TABLE messages ADD COLUMN late");
			run(this.files.source, "ALTER TABLE messages ADD COLUMN late", "UPDATE messages SET late = 'precious'");
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
		assertThat(query(this.files.target, "SELECT late FROM messages WHERE id = 2")).containsExactly("precious");
	}

	@Test
	void rowsThatAreNumberedAnewBetweenThePhasesAreMovedLater() {
		make("CREATE TABLE messages (id TEXT PRIMARY KEY, body)");
		run(this.files.source, "INSERT INTO messages (id, body) VALUES (3, 'third'), (4, 'fourth')");
		try (SqliteMove mover = openAnd("VACUUM", this.files.source)) {
			run(this.files.source, "DELETE FROM messages WHERE id = 2");
			mover.moveBatch(MOVE);
			assertThat(source().size() + target().size()).isEqualTo(3);
			mover.moveBatch(MOVE);
		}
		assertThat(source()).isEmpty();
		assertThat(target()).containsExactly("1 first", "3 third", "4 fourth");
	}

	@Test
	void deletionIsNotCommittedBeforeTheCopies() {
		make(NUMBERED);
		run(this.files.target, "PRAGMA journal_mode = DELETE");
		try (SqliteMove mover = this.files.open()) {
			assertRefused(mover, "PRAGMA journal_mode = wal");
		}
		assertThat(source()).containsExactly("2 second");
		assertThat(target()).containsExactly("1 first");
		run(this.files.source, "PRAGMA journal_mode = DELETE");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
		run(this.files.target, "PRAGMA journal_mode = WAL");
		run(this.files.source, "INSERT INTO messages VALUES (3, 'third')");
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
	}

	@Test
	void tableMayHaveAsManyColumnsAsSqliteAllows() {
		String columns = IntStream.range(1, 1_999).mapToObj((i) -> "c" + i).collect(Collectors.joining(", "));
		make("CREATE TABLE messages (id INTEGER PRIMARY KEY, body, " + columns + ")");
		run(this.files.source, "UPDATE messages SET c1 = 1, c1998 = 'last'");
		try (SqliteMove mover = openAnd("UPDATE messages SET c1998 = 'newer'", this.files.source)) {
			assertThat(mover.moveBatch(MOVE).changed()).isOne();
			assertThat(mover.moveBatch(MOVE).moved()).isOne();
		}
		assertThat(query(this.files.target, "SELECT c1 || c1998 FROM messages WHERE id = 2")).containsExactly("1newer");
	}

	@ParameterizedTest
	@CsvSource({ "'', ' STRICT'", "' STRICT', ''" })
	void tableThatIsStrictInOneFileOnlyIsRefused(String source, String target) {
		this.files = SqliteMoveFiles.make(this.directory);
		run(this.files.source, "CREATE TABLE odd (id INTEGER PRIMARY KEY, body ANY)" + source);
		run(this.files.target, "CREATE TABLE odd (id INTEGER PRIMARY KEY, body ANY)" + target);
		try (SqliteMove mover = this.files.open()) {
			assertThatExceptionOfType(DataException.class)
				.isThrownBy(() -> mover.moveBatch(Move.of("odd", DataHandles.PRIMARY, DataHandles.ARCHIVE)))
				.withMessageContaining("STRICT");
		}
	}

	@Test
	void idsThatDifferBehindANulAreNotTheSameConflict() {
		this.files = SqliteMoveFiles.make(this.directory, "CREATE TABLE messages (id TEXT PRIMARY KEY, body)");
		String rows = "INSERT INTO messages VALUES ('a', %1$s), ('a' || char(0) || 'b', %1$s), ('a' || char(0) || 'c', 1)";
		run(this.files.source, rows.formatted("1"));
		run(this.files.target, rows.formatted("2"));
		try (SqliteMove mover = this.files.open()) {
			assertThat(mover.moveBatch(MOVE)).extracting(MoveResult::moved, MoveResult::conflicts)
				.containsExactly(1, 2);
			assertThat(mover.moveBatch(MOVE).picked()).isZero();
		}
		assertThat(query(this.files.target, "SELECT hex(row_id) FROM move_conflicts ORDER BY row_id"))
			.containsExactly("61", "610062");
		assertThat(Collections.singleton(source().size())).containsExactly(2);
	}

	private SqliteMove openAnd(String sql, Path file) {
		return this.files.open(SqliteMoveFiles.betweenPhases(() -> run(file, sql)));
	}

	private static void assertRefused(SqliteMove mover, String words) {
		assertThatExceptionOfType(DataException.class).isThrownBy(() -> mover.moveBatch(MOVE))
			.withMessageContaining(words)
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(DataProblem.SCHEMA_MISMATCH));
	}

}
