package io.isolatedworkers.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

class DirectSqliteAdapterTests extends DataAdapterContract {

	private static final Duration SHORT = Duration.ofMillis(50);

	@Override
	DataAdapter open(Path directory) {
		return new DirectSqliteAdapter(SqliteFixture.create(directory));
	}

	private Path primary() {
		return this.directory.resolve("primary.db");
	}

	private DataAdapter impatient(DataHandles handles) {
		this.data.close();
		this.data = new DirectSqliteAdapter(handles, SHORT);
		return this.data;
	}

	private DataAdapter impatient() {
		return impatient(DataHandles.of(primary(), this.directory.resolve("archive.db")));
	}

	@Test
	void aFileThatOthersWriteToIsBusyAndStillRead() throws Exception {
		DataAdapter data = impatient();
		try (Connection other = SqliteFixture.connect(primary()); Statement statement = other.createStatement()) {
			statement.execute("BEGIN IMMEDIATE");
			fails(DataProblem.BUSY, () -> data.insert(PRIMARY, MESSAGES, message("a", "x", 1)), PRIMARY, "try again");
			fails(DataProblem.BUSY, () -> data.transaction(PRIMARY, (inner) -> 1));
			fails(DataProblem.BUSY, () -> data.batch(PRIMARY, List.of(insert(message("a", "x", 1)))));
			assertThat(data.count(PRIMARY, MESSAGES, Filter.all())).isZero();
			statement.execute("ROLLBACK");
		}
		data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
		assertThat(data.count(PRIMARY, MESSAGES, Filter.all())).isOne();
	}

	@Test
	void aTransactionOfAnotherThreadIsWaitedForOnlySoLong() throws Exception {
		DataAdapter data = impatient();
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> data.transaction(PRIMARY, (inner) -> {
			begun.countDown();
			return await(end);
		}), (task) -> new Thread(task).start());
		await(begun);
		fails(DataProblem.BUSY, () -> data.insert(PRIMARY, MESSAGES, message("a", "x", 1)), "threads");
		assertThat(data.count(PRIMARY, MESSAGES, Filter.all())).isZero();
		end.countDown();
		assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
		data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
	}

	@Test
	void aCommitThatReadersPreventIsUndone() throws Exception {
		Path files = Files.createDirectory(this.directory.resolve("delete"));
		DataHandles handles = SqliteFixture.create(files, "delete");
		DataAdapter data = impatient(handles);
		data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
		try (Connection other = SqliteFixture.connect(handles.file(PRIMARY));
				Statement statement = other.createStatement();
				ResultSet reading = statement.executeQuery("SELECT * FROM chat_messages")) {
			assertThat(reading.next()).isTrue();
			fails(DataProblem.BUSY, () -> data.transaction(PRIMARY, (inner) -> {
				inner.insert(PRIMARY, MESSAGES, message("b", "x", 1));
				return 1;
			}), "commit");
			fails(DataProblem.BUSY, () -> data.batch(PRIMARY, List.of(insert(message("b", "x", 1)))));
		}
		data.insert(PRIMARY, MESSAGES, message("c", "x", 1));
		assertThat(ids(data.list(PRIMARY, MESSAGES, Query.all()))).containsExactly("a", "c");
		assertThat(SqliteFixture.query(handles.file(PRIMARY), "PRAGMA journal_mode")).isEqualTo("delete");
	}

	@Test
	void aSchemaThatOthersChangeIsSeen() {
		this.data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
		assertThat(this.data.get(PRIMARY, MESSAGES, "a")).isPresent();
		SqliteFixture.execute(primary(), "ALTER TABLE chat_messages ADD COLUMN extra DEFAULT 'new'",
				"ALTER TABLE chat_messages DROP COLUMN content", "CREATE TABLE later (id INTEGER PRIMARY KEY, v)");
		assertThat(this.data.get(PRIMARY, MESSAGES, "a").orElseThrow().columns()).containsExactly("id", "chat",
				"created_at", "version", "extra");
		assertThat(this.data.get(PRIMARY, MESSAGES, "a").orElseThrow().text("extra")).isEqualTo("new");
		fails(DataProblem.INVALID_IDENTIFIER, () -> this.data.insert(PRIMARY, MESSAGES, message("b", "x", 1)),
				"content");
		this.data.insert(PRIMARY, "later", Row.of(Map.of("v", 1)));
		SqliteFixture.execute(primary(), "DROP TABLE chat_messages");
		fails(DataProblem.UNKNOWN_COLLECTION, () -> this.data.get(PRIMARY, MESSAGES, "a"));
	}

	@Test
	void whatOthersWriteIsSeen() {
		assertThat(this.data.count(PRIMARY, THINGS, Filter.all())).isZero();
		SqliteFixture.execute(primary(), "INSERT INTO things VALUES (1, 2, 3)");
		assertThat(this.data.count(PRIMARY, THINGS, Filter.all())).isOne();
		this.data.insert(PRIMARY, THINGS, thing(2, 3));
		assertThat(SqliteFixture.query(primary(), "SELECT count(*) FROM things")).isEqualTo("2");
	}

	@Test
	void aMissingFileIsReportedAndNotMade() {
		Path missing = this.directory.resolve("missing.db");
		DataAdapter data = impatient(DataHandles.of(missing, primary()));
		fails(DataProblem.UNKNOWN_HANDLE, () -> data.count(PRIMARY, MESSAGES, Filter.all()), missing.toString());
		fails(DataProblem.UNKNOWN_HANDLE, () -> data.moveBatch(Move.of(MESSAGES, PRIMARY, ARCHIVE)),
				missing.toString());
		fails(DataProblem.UNKNOWN_HANDLE, () -> data.moveBatch(Move.of(MESSAGES, ARCHIVE, PRIMARY)),
				missing.toString());
		assertThat(missing).doesNotExist();
		SqliteFixture.execute(missing, SqliteFixture.SCHEMA);
		assertThat(data.count(PRIMARY, MESSAGES, Filter.all())).isZero();
	}

	@Test
	void aFileMayHaveAnyName() throws IOException {
		Path strange = Files.createDirectory(this.directory.resolve("a b?c=d&#%20'\";é"));
		Files.copy(copyable(), strange.resolve("x?mode=memory.db"));
		Files.copy(copyable(), strange.resolve("y%2e#.db"));
		DataAdapter data = impatient(DataHandles.of(strange.resolve("x?mode=memory.db"), strange.resolve("y%2e#.db")));
		data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
		data.insert(PRIMARY, MESSAGES, message("b", "x", 1));
		assertThat(data.count(PRIMARY, MESSAGES, Filter.all())).isEqualTo(2);
		assertThat(data.moveBatch(Move.of(MESSAGES, PRIMARY, ARCHIVE)).moved()).isEqualTo(2);
		data.close();
		assertThat(strange).isDirectoryNotContaining((file) -> !file.toString().endsWith(".db"));
	}

	private Path copyable() {
		this.data.close();
		return primary();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void afterCloseNoFileIsOpen() throws IOException {
		this.data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
		this.data.count(ARCHIVE, MESSAGES, Filter.all());
		this.data.transaction(PRIMARY, (inner) -> inner.get(PRIMARY, MESSAGES, "a"));
		this.data.moveBatch(Move.of(MESSAGES, PRIMARY, ARCHIVE));
		assertThat(openFiles()).isGreaterThanOrEqualTo(6);
		this.data.close();
		assertThat(openFiles()).isZero();
		assertThat(this.directory).isDirectoryNotContaining("glob:**-wal");
	}

	private long openFiles() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
			return files.filter((file) -> target(file).startsWith(this.directory.toString())).count();
		}
	}

	private static String target(Path link) {
		try {
			return Files.readSymbolicLink(link).toString();
		}
		catch (IOException ex) {
			return "";
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void anAdapterClosedDuringATransactionClosesItsFilesAtTheEnd() throws Exception {
		DataAdapter data = impatient();
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> data.transaction(PRIMARY, (inner) -> {
			inner.insert(PRIMARY, MESSAGES, message("a", "x", 1));
			begun.countDown();
			return await(end);
		}), (task) -> new Thread(task).start());
		await(begun);
		data.close();
		assertThat(openFiles()).isPositive();
		end.countDown();
		assertThat(other.get(30, TimeUnit.SECONDS)).isTrue();
		assertThat(openFiles()).isZero();
		assertThat(SqliteFixture.query(primary(), "SELECT count(*) FROM chat_messages")).isEqualTo("1");
	}

	static boolean await(CountDownLatch latch) {
		try {
			return latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
