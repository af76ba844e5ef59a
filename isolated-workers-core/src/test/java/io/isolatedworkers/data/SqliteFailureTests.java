package io.isolatedworkers.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.data.DataAdapterContract.MESSAGES;
import static io.isolatedworkers.data.DataAdapterContract.PRIMARY;
import static io.isolatedworkers.data.DataAdapterContract.THINGS;
import static io.isolatedworkers.data.DataAdapterContract.fails;
import static io.isolatedworkers.data.DataAdapterContract.message;
import static io.isolatedworkers.data.DataAdapterContract.thing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Files and disks that are not as they should be.
 */
class SqliteFailureTests {

	@TempDir
	Path directory;

	private DataAdapter open(Path file) {
		return new DirectSqliteAdapter(new DataHandles(Map.of(PRIMARY, file)), Duration.ofMillis(50));
	}

	@Test
	void whatIsNoDatabaseIsCorrupt() throws IOException {
		Path file = Files.writeString(this.directory.resolve("notes.txt"), "Not a database. ".repeat(500));
		try (DataAdapter data = open(file)) {
			fails(DataProblem.CORRUPT, () -> data.count(PRIMARY, MESSAGES, Filter.all()), PRIMARY, "restore");
		}
		assertThat(file).content().startsWith("Not a database.");
	}

	@Test
	void aDamagedFileIsCorrupt() throws IOException {
		Path file = this.directory.resolve("damaged.db");
		SqliteFixture.execute(file, SqliteFixture.SCHEMA);
		SqliteFixture.execute(file, """
				INSERT INTO things WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
				SELECT i, randomblob(200), NULL FROM n""");
		try (RandomAccessFile damage = new RandomAccessFile(file.toFile(), "rw")) {
			for (long page = 8; page < damage.length() / 4096; page++) {
				damage.seek(page * 4096);
				damage.write(new byte[4096]);
			}
		}
		try (DataAdapter data = open(file)) {
			fails(DataProblem.CORRUPT, () -> data.list(PRIMARY, THINGS, Query.all().ascendingBy("v")), THINGS,
					"damaged");
		}
	}

	@Test
	void aDirectoryIsNotOpened() throws IOException {
		Path file = Files.createDirectory(this.directory.resolve("directory.db"));
		try (DataAdapter data = open(file)) {
			fails(DataProblem.READ_ONLY, () -> data.count(PRIMARY, MESSAGES, Filter.all()), "directory.db");
		}
	}

	/** Permissions stop everybody but root, whom this stops too. */
	@Test
	void aFileThatWasReplacedIsNotWritten() throws IOException {
		Path file = this.directory.resolve("moved.db");
		SqliteFixture.execute(file, SqliteFixture.SCHEMA);
		try (DataAdapter data = open(file)) {
			data.insert(PRIMARY, THINGS, thing(1, 1));
			Files.move(file, this.directory.resolve("elsewhere.db"));
			fails(DataProblem.READ_ONLY, () -> data.insert(PRIMARY, THINGS, thing(2, 2)), "writable", "MOVED");
		}
	}

	@Test
	@EnabledOnOs({ OS.LINUX, OS.MAC })
	void aFileThatMayNotBeWrittenIsReadAndNotWritten() throws IOException {
		Path file = this.directory.resolve("protected.db");
		SqliteFixture.execute(file, SqliteFixture.SCHEMA);
		Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
		assumeFalse(Files.isWritable(file), "this user may write everything");
		readsOnly(file);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aReadOnlyDiskIsReadAndNotWritten() throws Exception {
		try (Tmpfs disk = Tmpfs.mount(this.directory.resolve("disk"))) {
			Path file = disk.path().resolve("data.db");
			SqliteFixture.execute(file, SqliteFixture.SCHEMA);
			disk.makeReadOnly();
			readsOnly(file);
		}
	}

	private void readsOnly(Path file) {
		try (DataAdapter data = open(file)) {
			assertThat(data.count(PRIMARY, THINGS, Filter.all())).isZero();
			fails(DataProblem.READ_ONLY, () -> data.insert(PRIMARY, THINGS, thing(1, 1)), PRIMARY, "writable");
			fails(DataProblem.READ_ONLY, () -> data.transaction(PRIMARY, (inner) -> {
				inner.insert(PRIMARY, THINGS, thing(1, 1));
				return 1;
			}));
		}
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void aFullDiskChangesNothingAndIsUsedAgainOnceThereIsRoom() throws Exception {
		for (String mode : new String[] { "wal", "delete" }) {
			try (Tmpfs disk = Tmpfs.mount(this.directory.resolve("disk-" + mode))) {
				Path file = disk.path().resolve("data.db");
				SqliteFixture.execute(file, "PRAGMA journal_mode = " + mode);
				SqliteFixture.execute(file, SqliteFixture.SCHEMA);
				Path ballast = Files.write(disk.path().resolve("ballast"), new byte[300_000]);
				try (DataAdapter data = open(file)) {
					data.insert(PRIMARY, THINGS, thing(1, new byte[1_000]));
					fails(DataProblem.DISK_FULL, () -> data.insert(PRIMARY, THINGS, thing(2, new byte[900_000])),
							THINGS, "room");
					assertThat(data.count(PRIMARY, THINGS, Filter.all())).isOne();
					Files.delete(ballast);
					data.insert(PRIMARY, THINGS, thing(2, new byte[300_000]));
					assertThat(data.count(PRIMARY, THINGS, Filter.all())).isEqualTo(2);
				}
			}
		}
	}

	@Test
	void aFullDiskEndsTheTransactionForTheWorkToo() throws SQLException {
		Path file = this.directory.resolve("full.db");
		SqliteFixture.execute(file, SqliteFixture.SCHEMA);
		try (SqliteSession session = new SqliteSession(new SqliteFile(PRIMARY, file, Duration.ofMillis(50)))) {
			try (Statement statement = session.connection().createStatement()) {
				statement.execute("PRAGMA max_page_count = 20");
			}
			session.begin();
			try (SqliteTransaction transaction = new SqliteTransaction(PRIMARY, session)) {
				transaction.insert(PRIMARY, THINGS, thing(1, 1));
				fails(DataProblem.DISK_FULL, () -> transaction.insert(PRIMARY, THINGS, thing(2, new byte[500_000])),
						"room");
				// Without the check this row alone would be there.
				fails(session.isInTransaction() ? DataProblem.CONFLICT : DataProblem.DISK_FULL,
						() -> transaction.insert(PRIMARY, THINGS, thing(1, 1)));
			}
			assertThat(session.count(THINGS, Filter.all())).isZero();
			session.insert(THINGS, thing(3, 3));
			assertThat(session.count(THINGS, Filter.all())).isOne();
		}
	}

	@Test
	void aDriverThatIsMissingOrTooOldIsNamed() {
		fails(DataProblem.FAILED, () -> SqliteFile.driver(ClassLoader.getPlatformClassLoader()),
				"add org.xerial:sqlite-jdbc");
		SqliteFile.requireVersion("3.51.3");
		SqliteFile.requireVersion("3.52");
		SqliteFile.requireVersion("4.0.0");
		for (String old : new String[] { "3.51.2", "3.51", "3.9.9", "2.99.99" }) {
			fails(DataProblem.FAILED, () -> SqliteFile.requireVersion(old), old, SqliteFile.OLDEST_SQLITE);
		}
	}

	@Test
	void statementsAreKeptUpToANumber() throws SQLException {
		Path file = this.directory.resolve("data.db");
		SqliteFixture.execute(file, SqliteFixture.SCHEMA);
		try (SqliteSession session = new SqliteSession(new SqliteFile(PRIMARY, file, Duration.ofMillis(50)));
				StatementCache statements = new StatementCache(session.connection())) {
			for (int i = 0; i < 3 * StatementCache.SIZE; i++) {
				assertThat(statements.<Integer>use("SELECT " + i, (statement) -> statement.executeQuery().getInt(1)))
					.isEqualTo(i);
				assertThat(statements.<Integer>use("SELECT 0", (statement) -> statement.executeQuery().getInt(1)))
					.isZero();
			}
			assertThat(statements.size()).isEqualTo(StatementCache.SIZE);
		}
	}

	@Test
	void aRowAfterAFailureIsStoredAsAnyOther() {
		Path file = this.directory.resolve("data.db");
		SqliteFixture.execute(file, SqliteFixture.SCHEMA);
		try (DataAdapter data = open(file)) {
			data.insert(PRIMARY, MESSAGES, message("a", "x", 1));
			for (int i = 0; i < 3; i++) {
				fails(DataProblem.CONFLICT, () -> data.insert(PRIMARY, MESSAGES, message("a", "x", 1)));
				data.insert(PRIMARY, MESSAGES, message("b" + i, "x", 1));
			}
			assertThat(data.count(PRIMARY, MESSAGES, Filter.all())).isEqualTo(4);
		}
	}

	/** A disk of 1 MB, where the user of the tests may make one. */
	record Tmpfs(Path path) implements AutoCloseable {

		static Tmpfs mount(Path path) throws Exception {
			Files.createDirectories(path);
			assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path.toString()),
					"this user may not mount a disk");
			return new Tmpfs(path);
		}

		void makeReadOnly() throws Exception {
			assertThat(run("mount", "-o", "remount,ro", this.path.toString())).isTrue();
		}

		private static boolean run(String... command) throws Exception {
			try {
				Process process = new ProcessBuilder(command).redirectErrorStream(true)
					.redirectOutput(ProcessBuilder.Redirect.DISCARD)
					.start();
				return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
			}
			catch (IOException ex) {
				return false;
			}
		}

		@Override
		public void close() throws Exception {
			boolean unused = run("umount", this.path.toString());
			// Whatever a test got wrong, no disk stays.
			assertThat(unused || !run("umount", "-l", this.path.toString())).as("no file is open").isTrue();
		}

	}

}
