package io.isolatedworkers.sample.worker.archive;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.Move;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.logging.Slf4jLogger;
import io.isolatedworkers.sample.worker.archive.ArchiveException.Problem;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import io.isolatedworkers.sample.worker.archive.ArchiveTask.Mode;
import io.isolatedworkers.sample.worker.common.Names;
import io.isolatedworkers.sample.worker.common.WorkerData;
import io.isolatedworkers.sample.worker.common.WorkerPaths;
import org.jspecify.annotations.Nullable;

/**
 * The archive worker: moves rows in batches through a {@link DataAdapter} and tells its
 * host through a {@link CommandClient}.
 * <p>
 * Tasks of several collections go on at once: for each source file there is one mover,
 * which does one batch of each collection in turn, so that a small collection does not
 * wait for the end of a large one. Several tasks of the same collection are done one
 * after the other, as they were submitted; one that is paused or failed does not hold up
 * those behind it.
 * <p>
 * A task that was waiting or running when its worker ended, in whatever way, goes on with
 * the next worker. That no row is lost or doubled is the data adapter's doing; how many
 * were moved is then counted from the data, see {@link Tally}. A file that others lock is
 * tried again for a minute; whatever else goes wrong fails the task, which can be resumed
 * when its cause is mended.
 * <p>
 * Where the host gives its workers no commands, all of this works, and nobody is told.
 */
public final class ArchiveWorkerImpl implements ArchiveWorker, AutoCloseable {

	private static final int LATEST = 1_000;

	private static final int CLOSE_SECONDS = 30;

	private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

	private final Logger logger;

	/** What to close, the last first. */
	private final Deque<AutoCloseable> resources = new ArrayDeque<>();

	private final TaskBook book;

	private final Reports reports;

	private final List<Mover> movers = new ArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	/**
	 * Starts the worker. Tasks that are not done go on.
	 * @param startup what the host said
	 * @throws IllegalArgumentException if a setting is missing, wrong or unknown
	 * @throws IllegalStateException if another worker has the same directory
	 */
	public ArchiveWorkerImpl(StartupData startup) {
		this(startup, ArchiveSettings.of(WorkerData.of(startup, ArchiveSettings.NAMES)));
	}

	private ArchiveWorkerImpl(StartupData startup, ArchiveSettings settings) {
		this(settings, WorkerPaths.open(startup, settings.data(), settings.files()));
	}

	/**
	 * Starts the worker.
	 * @param settings the settings
	 * @param paths the paths, which end with the worker, or at once if it cannot start
	 */
	ArchiveWorkerImpl(ArchiveSettings settings, WorkerPaths paths) {
		this.logger = new Slf4jLogger("io.isolatedworkers.sample.archive");
		this.resources.push(paths);
		try {
			TaskJournal.create(settings.journal());
			this.book = new TaskBook(new TaskJournal(paths.data()), settings.queueCapacity(), this.logger);
			this.reports = new Reports(this.book, paths.host(), this.logger);
			this.resources.push(this.reports);
			start(settings, paths.data());
		}
		catch (RuntimeException ex) {
			closeResources();
			throw ex;
		}
	}

	private void start(ArchiveSettings settings, DataAdapter data) {
		Path primary = settings.data().primary();
		ArchiveFiles files = new ArchiveFiles(primary, settings.archive());
		Tally tally = new Tally(data, primary, settings.archive());
		List<Set<Mode>> shares = (settings.movers() == 1) ? List.of(EnumSet.allOf(Mode.class))
				: List.of(EnumSet.of(Mode.ARCHIVE, Mode.DRY_RUN), EnumSet.of(Mode.RESTORE));
		for (Set<Mode> modes : shares) {
			Mover mover = new Mover(modes, this.book, data, files, tally, this.reports, settings.busyLimit(),
					this.logger);
			this.movers.add(mover);
			Thread thread = new Thread(mover, "archive-mover-" + this.movers.size());
			thread.setDaemon(true);
			thread.start();
			this.threads.add(thread);
		}
	}

	@Override
	public ArchiveStatus submit(ArchiveTask task) {
		check(task);
		return this.book.submit(task).status();
	}

	@Override
	public ArchiveStatus status(String taskId) {
		return this.book.get(taskId).status();
	}

	@Override
	public List<ArchiveStatus> tasks() {
		return this.book.latest(LATEST).stream().map(TaskEntry::status).toList();
	}

	@Override
	public ArchiveStatus pause(String taskId) {
		return change(taskId, (entry) -> switch (entry.state()) {
			case PENDING -> entry.paused();
			// A task that is to be cancelled is not going to be resumed
			case RUNNING -> (entry.wish() == null) ? entry.wishing(State.PAUSED) : entry;
			case PAUSED -> entry;
			case FAILED, DONE, CANCELLED -> throw wrongState(entry, "paused");
		});
	}

	@Override
	public ArchiveStatus resume(String taskId) {
		return change(taskId, (entry) -> switch (entry.state()) {
			case PENDING -> entry;
			case RUNNING -> (entry.wish() == State.PAUSED) ? entry.wishing(null) : entry;
			case PAUSED, FAILED -> this.book.requeue(entry);
			case DONE, CANCELLED -> throw wrongState(entry, "resumed");
		});
	}

	@Override
	public ArchiveStatus cancel(String taskId) {
		ArchiveStatus status = change(taskId, (entry) -> switch (entry.state()) {
			case PENDING, PAUSED, FAILED -> entry.ended(State.CANCELLED);
			case RUNNING -> entry.wishing(State.CANCELLED);
			case DONE, CANCELLED -> entry;
		});
		this.reports.tell();
		return status;
	}

	private ArchiveStatus change(String taskId, UnaryOperator<TaskEntry> change) {
		return this.book.change(taskId, change).status();
	}

	private static ArchiveException wrongState(TaskEntry entry, String what) {
		return new ArchiveException(Problem.WRONG_STATE,
				"Archive task '%s' is %s and cannot be %s; submit another".formatted(entry.id(), entry.state(), what));
	}

	private static void check(ArchiveTask task) {
		require(Names.isName(task.taskId()), "id", task.taskId(), "it must be " + Names.RULE);
		require(task.collection() != null && IDENTIFIER.matcher(task.collection()).matches(), "collection",
				task.collection(), "it must be at most 63 letters, digits and '_'");
		String collection = task.collection().toLowerCase(Locale.ROOT);
		require(!collection.startsWith("sqlite_") && !ArchiveFiles.MOVE_TABLES.contains(collection)
				&& !collection.equals(TaskJournal.COLLECTION), "collection", task.collection(),
				"it is not one whose rows can be moved");
		require(task.mode() != null, "mode", null, "it must be ARCHIVE, RESTORE or DRY_RUN");
		require(task.batchSize() >= 1 && task.batchSize() <= Move.MAX_BATCH_SIZE, "batch size", task.batchSize(),
				"it must be from 1 to %,d".formatted(Move.MAX_BATCH_SIZE));
		require(task.orderBy() == null || IDENTIFIER.matcher(task.orderBy()).matches(), "order column", task.orderBy(),
				"it must be at most 63 letters, digits and '_'");
	}

	private static void require(boolean fine, String what, @Nullable Object value, String rule) {
		if (!fine) {
			throw new ArchiveException(Problem.INVALID_TASK, "The task's %s is '%s'; %s".formatted(what, value, rule));
		}
	}

	/**
	 * Ends the worker after the batches that are being moved. What is not done goes on
	 * with the next worker. Idempotent.
	 */
	@Override
	public void close() {
		this.movers.forEach(Mover::close);
		try {
			for (Thread thread : this.threads) {
				thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		closeResources();
	}

	private void closeResources() {
		for (AutoCloseable next = this.resources.poll(); next != null; next = this.resources.poll()) {
			try {
				next.close();
			}
			catch (Exception ex) {
				this.logger.warn("The archive worker could not end in order", ex);
			}
		}
	}

}
