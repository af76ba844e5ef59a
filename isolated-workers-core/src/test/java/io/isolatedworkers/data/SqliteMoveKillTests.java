package io.isolatedworkers.data;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Kills a process that moves rows, again and again, while this one updates, inserts and
 * deletes some of them. The process uses each adapter in turn. With
 * {@code -Disolatedworkers.test.kills=100} more often, with
 * {@code -Disolatedworkers.test.seed} as once before.
 */
class SqliteMoveKillTests {

	private static final int KILLS = Integer.getInteger("isolatedworkers.test.kills", 12);

	private static final int BATCH = 40;

	private static final Move MOVE = SqliteMoveFiles.move().batchSize(BATCH);

	@TempDir
	Path directory;

	private SqliteMoveFiles files;

	/** What each row must be in the end. */
	private Map<String, String> expected;

	/** Deleted in the source; a copy may have been there already. */
	private final Set<String> deleted = new HashSet<>();

	@Test
	void killAtAnyMomentLosesNothingAndTheNextRunLeavesNothingDoubled() throws Exception {
		long seed = Long.getLong("isolatedworkers.test.seed", System.nanoTime());
		System.out.println("Kills at random moments, seed " + seed);
		Random random = new Random(seed);
		this.files = SqliteMoveFiles.make(this.directory);
		this.files.fill(KILLS * 500);
		try (SqliteMove mover = this.files.open()) {
			mover.moveBatch(MOVE.where(Filter.less("created_at", 0)));
		}
		this.expected = new HashMap<>(SqliteMoveFiles.rows(this.files.source));
		int interrupted = 0;
		for (int i = 0; i < KILLS; i++) {
			runAndKill(random, i);
			Set<String> both = requireNothingIsLost();
			interrupted += both.isEmpty() ? 0 : 1;
			// What was copied but not deleted changes before the next run, too.
			try (Updater updater = new Updater()) {
				for (String id : both.stream().filter((id) -> random.nextInt(4) == 0).toList()) {
					updater.update(id);
				}
			}
		}
		System.out.printf("%d of %d kills were between copies and their deletion%n", interrupted, KILLS);
		try (SqliteMove mover = this.files.open()) {
			while (mover.moveBatch(SqliteMoveFiles.move()).picked() > 0) {
				assertThat(this.files.source).exists();
			}
		}
		List<String> conflicts = SqliteMoveFiles.query(this.files.target, "SELECT row_id FROM move_conflicts");
		System.out.printf("%d conflicts%n", conflicts.size());
		Map<String, String> source = SqliteMoveFiles.rows(this.files.source);
		Map<String, String> target = SqliteMoveFiles.rows(this.files.target);
		assertThat(conflicts).containsAll(source.keySet());
		assertThat(conflicts).allMatch((id) -> source.containsKey(id) || this.deleted.contains(id));
		// Killed within the commit of both files and then changed: both stay.
		source.forEach((id, row) -> {
			assertThat(row).isEqualTo(this.expected.get(id));
			assertThat(version(target.get(id))).as(id).isLessThan(version(row));
			target.put(id, row);
		});
		target.keySet().removeAll(this.deleted);
		assertThat(target).isEqualTo(this.expected);
		assertThat(SqliteMoveFiles.query(this.files.target, "SELECT row_id FROM move_copies")).isEmpty();
		assertThat(SqliteMoveFiles.query(this.files.target, "SELECT id FROM move_batches")).isEmpty();
	}

	private static int version(String row) {
		return Integer.parseInt(row.substring(row.lastIndexOf('|') + 1));
	}

	private void runAndKill(Random random, int run) throws Exception {
		Process mover = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Dorg.sqlite.tmpdir=" + this.directory, "-cp",
				System.getProperty("java.class.path"), Mover.class.getName(), this.directory.toString(),
				Boolean.toString(run % 2 == 0))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		try (BufferedReader out = mover.inputReader(); Updater updater = new Updater()) {
			assertThat(out.readLine()).isEqualTo("moving");
			long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(random.nextInt(80_000));
			do {
				updater.changeOneOf(updater.oldest(), random);
				// Else the mover would hardly ever get the file.
				LockSupport.parkNanos(random.nextInt(20_000_000));
			}
			while (System.nanoTime() < end);
		}
		finally {
			mover.destroyForcibly();
			assertThat(mover.waitFor(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	private Set<String> requireNothingIsLost() {
		Map<String, String> source = SqliteMoveFiles.rows(this.files.source);
		Map<String, String> target = SqliteMoveFiles.rows(this.files.target);
		Set<String> copies = Set.copyOf(SqliteMoveFiles.query(this.files.target, "SELECT row_id FROM move_copies"));
		Set<String> both = new HashSet<>();
		this.expected.forEach((id, row) -> {
			assertThat(source.getOrDefault(id, target.get(id))).as(id).isEqualTo(row);
			if (source.containsKey(id) && target.containsKey(id)) {
				both.add(id);
			}
		});
		assertThat(this.expected).containsKeys(source.keySet().toArray(String[]::new));
		assertThat(target.keySet()).allMatch((id) -> this.expected.containsKey(id) || this.deleted.contains(id));
		both.removeAll(SqliteMoveFiles.query(this.files.target, "SELECT row_id FROM move_conflicts"));
		assertThat(copies).containsAll(both);
		return both;
	}

	/** Changes rows of the source, and knows which changes were committed. */
	private final class Updater implements AutoCloseable {

		private final Connection connection = SqliteMoveFiles.connect(SqliteMoveKillTests.this.files.source);

		Updater() throws Exception {
		}

		List<String> oldest() {
			return SqliteMoveFiles.query(SqliteMoveKillTests.this.files.source,
					"SELECT id FROM messages ORDER BY created_at, id LIMIT " + 3 * BATCH);
		}

		void changeOneOf(List<String> ids, Random random) throws Exception {
			int what = random.nextInt(8);
			if (what == 0) {
				insert("new-" + random.nextLong());
			}
			else if (what == 1 && !ids.isEmpty()) {
				delete(ids.get(random.nextInt(ids.size())));
			}
			else if (!ids.isEmpty()) {
				update(ids.get(random.nextInt(ids.size())));
			}
		}

		void insert(String id) throws Exception {
			execute("INSERT INTO messages (id, created_at, body) VALUES (?, 0, 'new')", id);
			SqliteMoveKillTests.this.expected.put(id, "0|'new'|NULL|NULL|NULL|null|0");
		}

		void delete(String id) throws Exception {
			if (execute("DELETE FROM messages WHERE id = ?", id) == 1) {
				SqliteMoveKillTests.this.expected.remove(id);
				SqliteMoveKillTests.this.deleted.add(id);
			}
		}

		private int execute(String sql, String id) throws Exception {
			try (PreparedStatement statement = this.connection.prepareStatement(sql)) {
				statement.setString(1, id);
				return statement.executeUpdate();
			}
		}

		void update(String id) throws Exception {
			String[] values = SqliteMoveKillTests.this.expected.get(id).split("\\|", -1);
			int version = Integer.parseInt(values[values.length - 1]) + 1;
			try (PreparedStatement statement = this.connection
				.prepareStatement("UPDATE messages SET body = ?, version = ? WHERE id = ?")) {
				statement.setString(1, "version " + version);
				statement.setInt(2, version);
				statement.setString(3, id);
				if (statement.executeUpdate() == 1) {
					values[1] = "'version " + version + "'";
					values[values.length - 1] = Integer.toString(version);
					SqliteMoveKillTests.this.expected.put(id, String.join("|", values));
				}
			}
		}

		@Override
		public void close() throws Exception {
			this.connection.close();
		}

	}

	/** The process that is killed. */
	static final class Mover {

		private Mover() {
		}

		public static void main(String[] args) {
			DataHandles handles = new SqliteMoveFiles(Path.of(args[0])).handles();
			try (DataAdapter mover = Boolean.parseBoolean(args[1]) ? new DirectSqliteAdapter(handles)
					: DataDaemonAdapter.open(handles)) {
				mover.countMovable(MOVE);
				System.out.println("moving");
				boolean more = true;
				while (more) {
					try {
						more = mover.moveBatch(MOVE).picked() > 0;
					}
					catch (DataException ex) {
						if (!ex.problem().isRetryable()) {
							throw ex;
						}
					}
				}
			}
		}

	}

}
