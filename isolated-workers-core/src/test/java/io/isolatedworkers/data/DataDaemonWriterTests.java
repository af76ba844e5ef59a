package io.isolatedworkers.data;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class DataDaemonWriterTests {

	private static final String PRIMARY = DataHandles.PRIMARY;

	private static final String ARCHIVE = DataHandles.ARCHIVE;

	private static final String THINGS = "things";

	@TempDir
	Path directory;

	private DataHandles handles;

	private DataDaemon daemon;

	private DataAdapter data;

	@BeforeEach
	void open() {
		this.handles = SqliteFixture.create(this.directory);
		open(SqliteFile.BUSY_TIMEOUT);
	}

	private void open(Duration busyTimeout) {
		this.daemon = DataDaemon.open(this.handles, busyTimeout);
		this.data = new DataDaemonAdapter(this.daemon);
	}

	@AfterEach
	void close() {
		this.daemon.close();
	}

	@Test
	void writesThatWaitTogetherAreCommittedTogether() {
		Hold hold = new Hold(PRIMARY);
		List<CompletableFuture<Boolean>> writes = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			int id = i;
			writes.add(start(() -> insert(id)));
		}
		awaitWaiting(50);
		long before = this.daemon.writer(PRIMARY).commits();
		hold.end();
		writes.forEach((write) -> assertThat(get(write)).isTrue());
		assertThat(this.daemon.writer(PRIMARY).commits() - before).isOne();
		assertThat(SqliteFixture.query(this.handles.file(PRIMARY), "SELECT count(*) FROM things")).isEqualTo("50");
	}

	@Test
	void writeThatFailsFailsAlone() {
		this.data.insert(PRIMARY, THINGS, thing(3));
		Hold hold = new Hold(PRIMARY);
		List<CompletableFuture<Boolean>> writes = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			int id = i;
			writes.add(start(() -> insert(id)));
			awaitWaiting(i + 1);
		}
		CompletableFuture<Integer> batch = start(() -> this.data.batch(PRIMARY,
				List.of(new Change.Insert(THINGS, thing(100)), new Change.Insert(THINGS, thing(0)))));
		awaitWaiting(7);
		CompletableFuture<Boolean> last = start(() -> insert(7));
		awaitWaiting(8);
		hold.end();
		for (int i = 0; i < 6; i++) {
			assertProblem((i == 3) ? DataProblem.CONFLICT : null, writes.get(i));
		}
		assertProblem(DataProblem.CONFLICT, batch);
		assertProblem(null, last);
		assertThat(SqliteFixture.query(this.handles.file(PRIMARY),
				"SELECT group_concat(id) FROM (SELECT id FROM things ORDER BY rowid)"))
			.isEqualTo("3,0,1,2,4,5,7");
	}

	@Test
	void failureThatUndoesTheCommonTransactionHarmsOnlyItsOwner() {
		// As a full disk does.
		SqliteFixture.execute(this.handles.file(PRIMARY),
				"CREATE TABLE strict (id PRIMARY KEY ON CONFLICT ROLLBACK, v)", "INSERT INTO strict VALUES (1, 1)");
		Hold hold = new Hold(PRIMARY);
		CompletableFuture<Boolean> first = start(() -> insert(1));
		awaitWaiting(1);
		CompletableFuture<Boolean> bad = start(() -> {
			this.data.insert(PRIMARY, "strict", Row.builder().set("id", 1).set("v", 2).build());
			return true;
		});
		awaitWaiting(2);
		CompletableFuture<Boolean> last = start(() -> insert(2));
		awaitWaiting(3);
		hold.end();
		assertProblem(null, first);
		assertProblem(DataProblem.CONFLICT, bad);
		assertProblem(null, last);
		assertThat(SqliteFixture.query(this.handles.file(PRIMARY), "SELECT count(*) FROM things")).isEqualTo("2");
	}

	@Test
	void turnsAreGivenInTheOrderInWhichTheyWereAskedFor() {
		Hold hold = new Hold(PRIMARY);
		List<String> order = new CopyOnWriteArrayList<>();
		List<CompletableFuture<Boolean>> all = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			String name = "transaction " + i;
			all.add(start(() -> this.data.transaction(PRIMARY, (inner) -> order.add(name))));
			awaitWaiting(2 * i + 1);
			int id = i;
			all.add(start(() -> insert(id) && order.add("write " + id)));
			awaitWaiting(2 * i + 2);
		}
		hold.end();
		all.forEach((one) -> assertThat(get(one)).isTrue());
		assertThat(order.stream().filter((name) -> name.startsWith("t"))).containsExactly("transaction 0",
				"transaction 1", "transaction 2", "transaction 3");
	}

	@Test
	void readsDoNotWaitForTheWriter() {
		insert(1);
		Hold hold = new Hold(PRIMARY);
		assertThat(this.data.count(PRIMARY, THINGS, Filter.all())).isOne();
		hold.end();
	}

	@Test
	void moveTakesTurnsWithWriters() {
		insert(1);
		Hold hold = new Hold(PRIMARY);
		CompletableFuture<MoveResult> move = start(() -> this.data.moveBatch(Move.of(THINGS, PRIMARY, ARCHIVE)));
		awaitWaiting(1);
		hold.end();
		assertThat(get(move).moved()).isOne();
	}

	@Test
	void waitingForATurnEndsAsBusy() {
		this.daemon.close();
		open(Duration.ofMillis(50));
		Hold hold = new Hold(PRIMARY);
		assertThatExceptionOfType(DataException.class).isThrownBy(() -> insert(1))
			.satisfies((ex) -> assertThat(ex.problem()).isEqualTo(DataProblem.BUSY));
		hold.end();
		assertThat(insert(1)).isTrue();
	}

	@Test
	void interruptedCallerIsToldThatNothingWasDone() {
		Hold hold = new Hold(PRIMARY);
		List<Object> outcome = new CopyOnWriteArrayList<>();
		Thread caller = new Thread(() -> {
			try {
				insert(1);
			}
			catch (DataException ex) {
				outcome.add(ex.problem());
				outcome.add(Thread.currentThread().isInterrupted());
			}
		});
		caller.start();
		awaitWaiting(1);
		caller.interrupt();
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(outcome).containsExactly(DataProblem.FAILED, true));
		hold.end();
		assertThat(this.data.count(PRIMARY, THINGS, Filter.all())).isZero();
	}

	@Test
	void interruptedCallerWhoseTurnCameCompletes() {
		Thread.currentThread().interrupt();
		try {
			assertThat(insert(1)).isTrue();
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(this.data.count(PRIMARY, THINGS, Filter.all())).isOne();
	}

	@Test
	void errorThatKeepsTheFileFromBeingOpenedIsToldToAllWhoWait() {
		DataDaemonWriter writer = new DataDaemonWriter(PRIMARY, Duration.ofSeconds(30), () -> {
			throw new LinkageError("no library");
		});
		List<CompletableFuture<Boolean>> writes = new ArrayList<>();
		writer.turn(() -> {
			for (int i = 0; i < 3; i++) {
				writes.add(start(() -> writer.write((session) -> true)));
			}
			await().atMost(Duration.ofSeconds(30)).until(() -> writer.waiting() == 3);
			return true;
		});
		for (CompletableFuture<Boolean> write : writes) {
			assertThat(get(write.<Object>handle((value, ex) -> (ex == null) ? "done" : ex.getCause())))
				.isInstanceOf(LinkageError.class);
		}
	}

	@Test
	void closeCompletesWhatCameAndRefusesTheRest() {
		Hold hold = new Hold(PRIMARY);
		CompletableFuture<Boolean> waiting = start(() -> insert(1));
		awaitWaiting(1);
		CompletableFuture<Boolean> close = start(() -> {
			this.daemon.close();
			return true;
		});
		await().atMost(Duration.ofSeconds(30)).until(() -> isClosed());
		hold.end();
		assertThat(get(waiting)).isTrue();
		assertThat(get(close)).isTrue();
		assertThat(this.directory).isDirectoryNotContaining("glob:**-wal");
		assertThat(SqliteFixture.query(this.handles.file(PRIMARY), "SELECT count(*) FROM things")).isEqualTo("1");
	}

	@Test
	void writesOfManyThreadsAllArrive() {
		List<CompletableFuture<Boolean>> threads = new ArrayList<>();
		for (int i = 0; i < 16; i++) {
			int thread = i;
			threads.add(start(() -> {
				for (int j = 0; j < 50; j++) {
					insert(thread * 1_000 + j);
				}
				return true;
			}));
		}
		threads.forEach((thread) -> assertThat(get(thread)).isTrue());
		assertThat(this.data.count(PRIMARY, THINGS, Filter.all())).isEqualTo(800);
		assertThat(this.daemon.writer(PRIMARY).commits()).isLessThan(800);
	}

	private boolean isClosed() {
		try {
			this.data.count(PRIMARY, THINGS, Filter.all());
			return false;
		}
		catch (DataException ex) {
			return ex.problem() == DataProblem.CLOSED;
		}
	}

	private boolean insert(int id) {
		this.data.insert(PRIMARY, THINGS, thing(id));
		return true;
	}

	private static Row thing(int id) {
		return Row.builder().set("id", id).set("v", "value").build();
	}

	private void awaitWaiting(int count) {
		await().pollInterval(Duration.ofMillis(2))
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.daemon.writer(PRIMARY).waiting() == count);
	}

	private static <T> CompletableFuture<T> start(Supplier<T> work) {
		return CompletableFuture.supplyAsync(work, (task) -> new Thread(task).start());
	}

	private static <T> T get(CompletableFuture<T> future) {
		try {
			return future.get(30, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static void assertProblem(DataProblem problem, CompletableFuture<?> future) {
		Object outcome = get(future.handle((value, ex) -> (ex == null) ? "done"
				: ((DataException) ((ex.getCause() != null) ? ex.getCause() : ex)).problem()));
		assertThat(outcome).isEqualTo((problem != null) ? problem : "done");
	}

	/** A transaction that lasts until it is told to end. */
	private final class Hold {

		private final CountDownLatch end = new CountDownLatch(1);

		private final CompletableFuture<Boolean> transaction;

		Hold(String handle) {
			CountDownLatch begun = new CountDownLatch(1);
			this.transaction = start(() -> DataDaemonWriterTests.this.data.transaction(handle, (inner) -> {
				begun.countDown();
				return waitFor(this.end);
			}));
			assertThat(waitFor(begun)).isTrue();
		}

		void end() {
			this.end.countDown();
			assertThat(get(this.transaction)).isTrue();
		}

		private static boolean waitFor(CountDownLatch latch) {
			try {
				return latch.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}

	}

}
