package io.isolatedworkers.sample.worker.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.LocalCommandClient;
import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import io.isolatedworkers.sample.worker.archive.ArchiveTask.Mode;
import io.isolatedworkers.sample.worker.common.DataSettings;
import io.isolatedworkers.sample.worker.common.DataSettings.Adapter;
import io.isolatedworkers.sample.worker.common.WorkerDirectory;
import io.isolatedworkers.sample.worker.common.WorkerPaths;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A database of chat messages, what it was before anything was moved, and workers of this
 * process that archive it.
 */
final class ArchiveFixture implements AutoCloseable {

	static final String MESSAGES = "chat_messages";

	static final String REACTIONS = "chat_reactions";

	private static final Duration LIMIT = Duration.ofSeconds(30);

	final Path primary;

	final Path original;

	final LocalCommandClient host = new LocalCommandClient();

	private ArchiveSettings settings;

	private @Nullable ArchiveWorkerImpl worker;

	ArchiveFixture(Path directory, int rows) {
		this.primary = directory.resolve("chat.db");
		this.original = directory.resolve("original.db");
		this.settings = ArchiveSettings.of(new DataSettings(this.primary, directory.resolve("worker"), Adapter.DIRECT),
				directory.resolve("archive.db"));
		ChatMessages.create(this.primary, rows, 7);
		try {
			Files.copy(this.primary, this.original);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Path archive() {
		return this.settings.archive();
	}

	ArchiveFixture archive(Path archive) {
		this.settings = new ArchiveSettings(this.settings.data(), archive, this.settings.queueCapacity(),
				this.settings.movers(), this.settings.busyLimit());
		return this;
	}

	ArchiveFixture settings(Adapter adapter, int capacity, int movers, Duration busyLimit) {
		this.settings = new ArchiveSettings(new DataSettings(this.primary, this.settings.data().directory(), adapter),
				this.settings.archive(), capacity, movers, busyLimit);
		return this;
	}

	ArchiveWorkerImpl start() {
		return start((data) -> data, this.host);
	}

	ArchiveWorkerImpl start(UnaryOperator<DataAdapter> wrapper) {
		return start(wrapper, this.host);
	}

	ArchiveWorkerImpl start(UnaryOperator<DataAdapter> wrapper, @Nullable CommandClient client) {
		ArchiveWorkerImpl started = new ArchiveWorkerImpl(this.settings,
				new WorkerPaths(WorkerDirectory.take(this.settings.data().directory()), wrapper.apply(open()), client));
		this.worker = started;
		return started;
	}

	GatedAdapter startGated() {
		GatedAdapter[] gated = new GatedAdapter[1];
		start((data) -> gated[0] = new GatedAdapter(data));
		return gated[0];
	}

	ArchiveWorkerImpl worker() {
		assertThat(this.worker).isNotNull();
		return this.worker;
	}

	static ArchiveTask task(String taskId, String collection, Mode mode, int batchSize) {
		return new ArchiveTask(taskId, collection, mode, batchSize, "createdAt");
	}

	static ArchiveTask task(String taskId, int batchSize) {
		return task(taskId, MESSAGES, Mode.ARCHIVE, batchSize);
	}

	ArchiveStatus awaitState(String taskId, State state) {
		await().atMost(LIMIT).until(() -> {
			State current = worker().status(taskId).state();
			return current == state || current.isEnd() || current == State.FAILED;
		});
		ArchiveStatus status = worker().status(taskId);
		assertThat(status.state()).as("%s", status).isEqualTo(state);
		return status;
	}

	ArchiveStatus awaitReport(String event, String id) {
		return await().atMost(LIMIT)
			.until(() -> this.host.storedEvents()
				.stream()
				.filter((stored) -> stored.name().equals(event) && stored.id().equals(id))
				.findFirst(), Optional::isPresent)
			.map((stored) -> stored.payload(ArchiveStatus.class))
			.orElseThrow();
	}

	/** All progress that was offered, also what a real client would merge on its way. */
	List<ArchiveProgress> progress(String taskId) {
		return this.host.offeredEvents()
			.stream()
			.filter((offered) -> offered.name().equals(ArchiveWorker.PROGRESS) && offered.id().equals(taskId))
			.map((offered) -> Objects.requireNonNull(offered.payload(ArchiveProgress.class)))
			.toList();
	}

	private DataAdapter open() {
		return this.settings.data().open(this.settings.files());
	}

	Path journal() {
		return this.settings.journal();
	}

	long journal(String query) {
		return number(journal(), query);
	}

	/** Leaves a task in the journal as a worker would that is not running. */
	void save(TaskEntry entry) {
		try (DataAdapter data = open()) {
			new TaskJournal(data).save(entry);
		}
	}

	long archived(String collection) {
		return number(archive(), "SELECT count(*) FROM " + collection);
	}

	long inUse(String collection) {
		return number(this.primary, "SELECT count(*) FROM " + collection);
	}

	/** All rows are in one of the two files and what they were. */
	void requireNothingLostOrDoubled() {
		requireNothingLostOrDoubled("");
	}

	private void requireNothingLostOrDoubled(String what) {
		assertThat(ArchiveCheck.compare(this.original, this.primary, archive())).as(what)
			.allMatch(ArchiveCheck.Finding::isFine);
	}

	/** And no row is left where it was moved from. */
	void requireAllMoved(Mode mode, String what) {
		requireNothingLostOrDoubled(what);
		assertThat((mode == Mode.ARCHIVE) ? inUse(MESSAGES) : archived(MESSAGES)).as(what).isZero();
	}

	static long number(Path file, String query) {
		try (Connection connection = Sqlite.openToRead(file)) {
			return Sqlite.number(connection, query);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static void execute(Path file, String... commands) {
		try (Connection connection = Sqlite.open(file); Statement statement = connection.createStatement()) {
			for (String command : commands) {
				statement.execute(command);
			}
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		if (this.worker != null) {
			this.worker.close();
		}
	}

}
