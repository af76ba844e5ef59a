package io.isolatedworkers.data;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.data.DataAdapterContract.PRIMARY;
import static io.isolatedworkers.data.DataAdapterContract.fails;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tables as other programs make them.
 */
class SqliteTablesTests {

	@TempDir
	Path directory;

	private Path file;

	private DataAdapter data;

	@BeforeEach
	void open() {
		this.file = this.directory.resolve("data.db");
		SqliteFixture.execute(this.file, "PRAGMA journal_mode = wal");
		this.data = new DirectSqliteAdapter(new DataHandles(Map.of(PRIMARY, this.file)));
	}

	@AfterEach
	void close() {
		this.data.close();
	}

	@Test
	void onlyATableWithOneColumnAsItsKeyIsACollection() {
		SqliteFixture.execute(this.file, "CREATE TABLE pair (a, b, PRIMARY KEY (a, b))", "CREATE TABLE none (a, b)",
				"CREATE VIEW seen AS SELECT * FROM none", "CREATE VIRTUAL TABLE words USING fts5(text)");
		fails(DataProblem.SCHEMA_MISMATCH, () -> this.data.count(PRIMARY, "pair", Filter.all()), "2 columns");
		fails(DataProblem.SCHEMA_MISMATCH, () -> this.data.count(PRIMARY, "none", Filter.all()), "0 columns");
		fails(DataProblem.SCHEMA_MISMATCH, () -> this.data.count(PRIMARY, "seen", Filter.all()), "view");
		fails(DataProblem.SCHEMA_MISMATCH, () -> this.data.count(PRIMARY, "words", Filter.all()), "virtual");
		fails(DataProblem.UNKNOWN_COLLECTION, () -> this.data.count(PRIMARY, "sqlite_schema", Filter.all()));
	}

	@Test
	void aTableMayHaveAnyColumnsAndNoRowId() {
		SqliteFixture.execute(this.file, """
				CREATE TABLE odd (id TEXT PRIMARY KEY, "order" TEXT, "a ""b"" c" DEFAULT 'd', "rowid" INT,
					twice AS ("order" || "order"), stored AS (length("order")) STORED) WITHOUT ROWID""");
		this.data.insert(PRIMARY, "odd", Row.of(Map.of("id", "1", "order", "x", "rowid", 7)));
		Row row = this.data.list(PRIMARY, "odd", Query.all().ascendingBy("order").where(Filter.equal("rowid", 7)))
			.get(0);
		assertThat(row).isEqualTo(Row.builder()
			.set("id", "1")
			.set("order", "x")
			.set("a \"b\" c", "d")
			.set("rowid", 7)
			.set("twice", "xx")
			.set("stored", 1)
			.build());
		fails(DataProblem.INVALID_VALUE,
				() -> this.data.insert(PRIMARY, "odd", Row.of(Map.of("id", "2", "twice", "x"))), "generated");
		fails(DataProblem.INVALID_IDENTIFIER, () -> this.data.count(PRIMARY, "odd", Filter.equal("a \"b\" c", "d")),
				"letters");
	}

	@Test
	void idsMayCountThemselvesOrHaveADefault() {
		SqliteFixture.execute(this.file, "CREATE TABLE counted (id INTEGER PRIMARY KEY, v)",
				"CREATE TABLE drawn (id TEXT PRIMARY KEY DEFAULT (hex(randomblob(8))), v)");
		this.data.insert(PRIMARY, "counted", Row.of(Map.of("v", "a")));
		this.data.insert(PRIMARY, "counted", Row.of(Map.of()));
		assertThat(DataAdapterContract.ids(this.data.list(PRIMARY, "counted", Query.all()))).containsExactly(1L, 2L);
		this.data.insert(PRIMARY, "drawn", Row.of(Map.of("v", "a")));
		assertThat(this.data.list(PRIMARY, "drawn", Query.all()).get(0).text("id")).hasSize(16);
	}

	@Test
	void constraintsAreConflictsAndWrongTypesAreInvalid() {
		SqliteFixture.execute(this.file,
				"CREATE TABLE checked (id INTEGER PRIMARY KEY, n INT NOT NULL CHECK (n > 0) UNIQUE) STRICT");
		this.data.insert(PRIMARY, "checked", Row.of(Map.of("id", 1, "n", 1)));
		fails(DataProblem.CONFLICT, () -> this.data.insert(PRIMARY, "checked", Row.of(Map.of("id", 2, "n", 1))),
				"UNIQUE");
		fails(DataProblem.CONFLICT, () -> this.data.insert(PRIMARY, "checked", Row.of(Map.of("id", 2, "n", -1))),
				"CHECK");
		fails(DataProblem.CONFLICT, () -> this.data.insert(PRIMARY, "checked", Row.of(Map.of("id", 2))), "NOT NULL");
		fails(DataProblem.INVALID_VALUE, () -> this.data.insert(PRIMARY, "checked", Row.of(Map.of("id", 2, "n", "x"))),
				"TEXT");
		fails(DataProblem.INVALID_VALUE, () -> this.data.insert(PRIMARY, "checked", Row.of(Map.of("id", "x", "n", 3))));
		assertThat(this.data.count(PRIMARY, "checked", Filter.all())).isOne();
	}

	@Test
	void theTypeOfAValueIsThatInWhichItIsStored() {
		SqliteFixture.execute(this.file, "CREATE TABLE typed (id INTEGER PRIMARY KEY, i INTEGER, t TEXT)",
				"INSERT INTO typed VALUES (1, 'not a number', x'00ff'), (2, 5, 'x'), (3, 1.5, NULL)");
		List<Row> rows = this.data.list(PRIMARY, "typed", Query.all());
		assertThat(rows.get(0).text("i")).isEqualTo("not a number");
		assertThat(rows.get(0).blob("t")).containsExactly(0, 255);
		assertThat(rows.get(1).integer("i")).isEqualTo(5);
		assertThat(rows.get(2).real("i")).isEqualTo(1.5);
	}

	@Test
	void textThatIsNoUtf8IsRefusedRatherThanChanged() {
		SqliteFixture.execute(this.file, "CREATE TABLE texts (id INTEGER PRIMARY KEY, t)",
				"INSERT INTO texts VALUES (1, CAST(x'41ff42' AS TEXT)), (2, CAST(x'efbfbd' AS TEXT))");
		fails(DataProblem.INVALID_VALUE, () -> this.data.get(PRIMARY, "texts", 1), "texts", "'t'", "UTF-8");
		assertThat(this.data.get(PRIMARY, "texts", 2).orElseThrow().text("t")).isEqualTo("\uFFFD");
	}

	@Test
	void aTriggerThatEndsTheTransactionEndsItForTheWorkToo() {
		SqliteFixture.execute(this.file, "CREATE TABLE strict (id INTEGER PRIMARY KEY, v)", """
				CREATE TRIGGER refuse BEFORE INSERT ON strict WHEN new.v = 'bad'
				BEGIN SELECT RAISE(ROLLBACK, 'no bad ones'); END""");
		fails(DataProblem.CONFLICT, () -> this.data.transaction(PRIMARY, (inner) -> {
			inner.insert(PRIMARY, "strict", Row.of(Map.of("v", "good")));
			fails(DataProblem.CONFLICT, () -> inner.insert(PRIMARY, "strict", Row.of(Map.of("v", "bad"))),
					"no bad ones");
			fails(DataProblem.CONFLICT, () -> inner.insert(PRIMARY, "strict", Row.of(Map.of("v", "late"))), "undone");
			return 1;
		}), "undone");
		assertThat(this.data.count(PRIMARY, "strict", Filter.all())).isZero();
		fails(DataProblem.CONFLICT,
				() -> this.data.batch(PRIMARY, List.of(new Change.Insert("strict", Row.of(Map.of("v", "good"))),
						new Change.Insert("strict", Row.of(Map.of("v", "bad"))))));
		assertThat(this.data.count(PRIMARY, "strict", Filter.all())).isZero();
	}

	@Test
	void pagesAreFoundThroughAnIndex() throws Exception {
		SqliteFixture.execute(this.file, "CREATE TABLE paged (id TEXT PRIMARY KEY, at INTEGER NOT NULL, v)",
				"CREATE INDEX paged_at ON paged (at, id)");
		SqliteFile opened = new SqliteFile(PRIMARY, this.file, SqliteFile.BUSY_TIMEOUT);
		try (SqliteSession session = new SqliteSession(opened)) {
			TableSchema schema = TableSchema.read(session.connection(), "main", "paged", PRIMARY);
			for (boolean descending : new boolean[] { false, true }) {
				Query query = new Query(Filter.all(), "at", descending, Row.of(Map.of("at", 1, "id", "x")), 10);
				FilterSql where = FilterSql.of(query, schema);
				String sql = "EXPLAIN QUERY PLAN SELECT * FROM paged WHERE " + where.sql() + " ORDER BY "
						+ FilterSql.orderBy(query, schema);
				try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
					where.bind(statement, 1);
					try (ResultSet plan = statement.executeQuery()) {
						assertThat(plan.getString("detail")).contains("SEARCH", "paged_at");
						assertThat(plan.next() && plan.next()).as("a step that sorts").isFalse();
					}
				}
			}
		}
	}

}
