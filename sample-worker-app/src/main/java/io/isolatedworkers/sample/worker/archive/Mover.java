package io.isolatedworkers.sample.worker.archive;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataException;
import io.isolatedworkers.data.DataProblem;
import io.isolatedworkers.data.MoveResult;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import io.isolatedworkers.sample.worker.archive.ArchiveTask.Mode;
import io.isolatedworkers.sample.worker.archive.TaskEntry.Base;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the tasks of one source file, or of several, on one thread: a batch of each
 * in turn, so that none waits for the end of another. A task that cannot go on at the
 * moment leaves its turn to the others.
 */
final class Mover implements Runnable {

	private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

	private static final int MAX_DOUBLINGS = 6;

	private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final Set<Mode> modes;

	private final TaskBook book;

	private final DataAdapter data;

	private final ArchiveFiles files;

	private final Tally tally;

	private final Reports reports;

	private final Duration busyLimit;

	private final Logger logger;

	/** Of this thread alone. */
	private final Map<String, Run> runs = new HashMap<>();

	private long turns;

	private volatile boolean closed;

	/**
	 * Makes a mover.
	 * @param modes which tasks it carries out: those of a restore have another source
	 * @param book tells what is to be done
	 * @param data moves the rows
	 * @param files makes files that are missing
	 * @param tally counts rows
	 * @param reports learns of progress and ends
	 * @param busyLimit for how long a task tries again to use a file that others lock
	 * @param logger where to log
	 */
	Mover(Set<Mode> modes, TaskBook book, DataAdapter data, ArchiveFiles files, Tally tally, Reports reports,
			Duration busyLimit, Logger logger) {
		this.modes = modes;
		this.book = book;
		this.data = data;
		this.files = files;
		this.tally = tally;
		this.reports = reports;
		this.busyLimit = busyLimit;
		this.logger = logger;
	}

	/** Has the mover end after its current batch. What is not done goes on next time. */
	void close() {
		this.closed = true;
		this.book.wake();
	}

	@Override
	public void run() {
		try {
			while (!this.closed) {
				// Before looking, so that nothing is missed
				long seen = this.book.changes();
				Collection<TaskEntry> mine = this.book.heads();
				mine.removeIf((entry) -> !this.modes.contains(entry.task().mode()));
				this.runs.keySet().retainAll(mine.stream().map(TaskEntry::id).collect(Collectors.toSet()));
				long now = System.nanoTime();
				TaskEntry next = next(mine, now);
				if (next != null) {
					step(next);
				}
				else {
					this.book.awaitChange(seen, untilNext(now));
				}
			}
			this.runs.forEach((taskId, run) -> this.book.note(taskId,
					(current) -> (current.state() == State.RUNNING) ? run.lapse(current) : current, true));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private @Nullable TaskEntry next(Collection<TaskEntry> mine, long now) {
		TaskEntry next = null;
		long least = Long.MAX_VALUE;
		for (TaskEntry entry : mine) {
			Run run = this.runs.get(entry.id());
			long lastTurn = (run != null) ? run.lastTurn : 0;
			boolean ready = run == null || run.notBefore - now <= 0 || run.begun && entry.wish() != null;
			if (ready && (next == null || lastTurn < least || lastTurn == least && entry.turn() < next.turn())) {
				next = entry;
				least = lastTurn;
			}
		}
		return next;
	}

	private long untilNext(long now) {
		long nanos = IDLE_NANOS;
		for (Run run : this.runs.values()) {
			nanos = Math.min(nanos, run.notBefore - now);
		}
		return Math.max(nanos, 1);
	}

	private void step(TaskEntry entry) {
		Run run = this.runs.computeIfAbsent(entry.id(), (id) -> new Run());
		run.lastTurn = ++this.turns;
		try {
			TaskEntry current = run.begun ? entry : begin(entry, run);
			if (current.wish() == null && current.state() == State.RUNNING) {
				current = (current.task().mode() == Mode.DRY_RUN) ? count(current) : move(current, run);
				run.busySince = null;
			}
			if (current.wish() != null) {
				fulfil(current, run);
			}
			else if (!current.isActive()) {
				this.reports.tell();
			}
		}
		catch (DataException ex) {
			trouble(entry.id(), run, ex);
		}
		catch (RuntimeException | Error ex) {
			this.logger.error("Archive task %s failed unexpectedly".formatted(entry.id()), ex);
			fail(entry.id(), run, DataProblem.FAILED.name(), ex.toString());
		}
	}

	private TaskEntry begin(TaskEntry entry, Run run) {
		TaskEntry begun;
		Base base = entry.base();
		if (entry.task().mode() != Mode.DRY_RUN) {
			this.files.prepare(entry.task().mode());
		}
		if (entry.state() == State.RUNNING) {
			// Its worker ended before it
			TaskEntry counted = (base != null) ? this.tally.recount(entry, base) : entry;
			begun = this.book.note(entry.id(), (current) -> current.counted(counted.archived(), counted.conflicts()),
					true);
		}
		else {
			long movable = (entry.total() < 0) ? this.tally.movable(entry.task()) : entry.total();
			Base now = (entry.task().mode() == Mode.DRY_RUN) ? null : this.tally.begin(entry);
			// It must be on disk before the first row moves; and it may have been paused
			begun = this.book.change(entry.id(),
					(current) -> (current.state() == State.PENDING) ? current.running(movable, now) : current);
		}
		run.begun = true;
		run.mark = System.nanoTime();
		run.saved = run.mark;
		return begun;
	}

	private TaskEntry count(TaskEntry entry) {
		return this.book.note(entry.id(),
				(current) -> current.counted(entry.total(), entry.conflicts()).ended(State.DONE), true);
	}

	private TaskEntry move(TaskEntry entry, Run run) {
		MoveResult result = this.data.moveBatch(Tally.move(entry.task()));
		if (result.picked() == 0) {
			return this.book.note(entry.id(), (current) -> run.lapse(current).ended(State.DONE), true);
		}
		long now = System.nanoTime();
		boolean save = now - run.saved >= SAVE_NANOS;
		run.saved = save ? now : run.saved;
		TaskEntry after = this.book.note(entry.id(), (current) -> run.lapse(current)
			.counted(current.archived() + result.moved(), current.conflicts() + result.conflicts()), save);
		this.reports.progress(entry.archived(), after);
		// Rows that others change all the time must not keep this thread busy
		run.pause(result.moved() + result.conflicts() > 0);
		return after;
	}

	private void fulfil(TaskEntry entry, Run run) {
		this.book.note(entry.id(), (current) -> (current.wish() == State.CANCELLED)
				? run.lapse(current).ended(State.CANCELLED) : run.lapse(current).paused(), true);
		this.reports.tell();
	}

	private void trouble(String taskId, Run run, DataException ex) {
		if (ex.problem() == DataProblem.CLOSED && this.closed) {
			return;
		}
		long now = System.nanoTime();
		if (ex.problem().isRetryable()) {
			run.busySince = (run.busySince != null) ? run.busySince : now;
			if (now - run.busySince < this.busyLimit.toNanos()) {
				run.pause(false);
				return;
			}
		}
		fail(taskId, run, ex.code(), String.valueOf(ex.getMessage()));
	}

	private void fail(String taskId, Run run, String code, String message) {
		this.logger.warn("Archive task %s failed, %s: %s".formatted(taskId, code, message));
		this.book.note(taskId, (current) -> current.isActive() ? run.lapse(current).failed(code, message) : current,
				true);
		this.reports.tell();
	}

	/**
	 * What this worker knows about a task that it carries out.
	 */
	private static final class Run {

		private boolean begun;

		private long lastTurn;

		private long notBefore = System.nanoTime();

		private int pauses;

		private @Nullable Long busySince;

		private long mark = System.nanoTime();

		private long saved;

		/** Adds the time since the last call. */
		TaskEntry lapse(TaskEntry entry) {
			long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.mark);
			this.mark += TimeUnit.MILLISECONDS.toNanos(millis);
			return entry.lasting(millis);
		}

		void pause(boolean succeeded) {
			this.pauses = succeeded ? 0 : Math.min(this.pauses + 1, MAX_DOUBLINGS);
			if (this.pauses > 0) {
				this.notBefore = System.nanoTime() + (FIRST_PAUSE.toNanos() << this.pauses);
			}
		}

	}

}
