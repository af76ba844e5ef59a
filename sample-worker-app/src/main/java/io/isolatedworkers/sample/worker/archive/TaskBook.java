package io.isolatedworkers.sample.worker.archive;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.sample.worker.archive.ArchiveException.Problem;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * The owner of what state each task is in, here and in the journal. Whoever asks for a
 * change gets it on disk or an exception. Changes that happened anyway, such as the
 * failure of a task because the disk is full, are kept here and saved later.
 */
final class TaskBook {

	/** How many tasks that have ended are remembered. */
	static final int MAX_ENDED = 10_000;

	private static final Comparator<TaskEntry> BY_TURN = Comparator.comparingLong(TaskEntry::turn);

	private final TaskJournal journal;

	private final int capacity;

	private final Logger logger;

	/** Read by all, changed under the lock. */
	private final Map<String, TaskEntry> entries = new ConcurrentHashMap<>();

	private final Set<String> unsaved = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private long changes;

	private long lastTurn;

	/**
	 * Makes a book of what is in the journal.
	 * @param journal the journal
	 * @param capacity how many tasks may wait
	 * @param logger where to log
	 */
	TaskBook(TaskJournal journal, int capacity, Logger logger) {
		this.journal = journal;
		this.capacity = capacity;
		this.logger = logger;
		for (TaskEntry entry : journal.load()) {
			this.entries.put(entry.id(), entry);
			this.lastTurn = Math.max(this.lastTurn, entry.turn());
		}
	}

	/** Takes a new task on. */
	TaskEntry submit(ArchiveTask task) {
		this.lock.lock();
		try {
			TaskEntry known = this.entries.get(task.taskId());
			if (known != null) {
				if (known.task().equals(task)) {
					return known;
				}
				throw new ArchiveException(Problem.TASK_EXISTS,
						"There is another task with the id '%s'; choose a new id for each task"
							.formatted(task.taskId()));
			}
			requireRoom();
			TaskEntry entry = save(TaskEntry.submitted(task, ++this.lastTurn));
			forgetOldest();
			return entry;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Changes a task for somebody who asked for it. */
	TaskEntry change(String taskId, UnaryOperator<TaskEntry> change) {
		this.lock.lock();
		try {
			TaskEntry before = get(taskId);
			TaskEntry after = change.apply(before);
			return after.equals(before) ? before : save(after);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Lets a task wait for its turn again, behind all others. */
	TaskEntry requeue(TaskEntry entry) {
		requireRoom();
		return entry.pending(++this.lastTurn);
	}

	/**
	 * Notes what happened to a task.
	 * @param taskId the task
	 * @param change what happened
	 * @param save whether it has to be on disk; if that fails, it is tried again later
	 */
	TaskEntry note(String taskId, UnaryOperator<TaskEntry> change, boolean save) {
		this.lock.lock();
		try {
			TaskEntry before = get(taskId);
			TaskEntry after = change.apply(before);
			put(after);
			if (save) {
				try {
					this.journal.save(after);
					this.unsaved.remove(taskId);
				}
				catch (RuntimeException ex) {
					this.unsaved.add(taskId);
					this.logger.warn("The state of archive task %s cannot be saved and will be tried again: %s"
						.formatted(taskId, ex.getMessage()));
				}
			}
			return after;
		}
		finally {
			this.lock.unlock();
		}
	}

	TaskEntry get(String taskId) {
		TaskEntry entry = this.entries.get(taskId);
		if (entry == null) {
			throw new ArchiveException(Problem.UNKNOWN_TASK,
					"There is no archive task '%s'; submit it first".formatted(taskId));
		}
		return entry;
	}

	/** The latest tasks, the newest first. */
	List<TaskEntry> latest(int most) {
		return this.entries.values().stream().sorted(BY_TURN.reversed()).limit(most).toList();
	}

	/** Ends and failures that nobody was told of, all of them on disk. */
	List<TaskEntry> untold() {
		List<TaskEntry> untold = new ArrayList<>();
		for (String taskId : this.unsaved) {
			note(taskId, (entry) -> entry, true);
		}
		for (TaskEntry entry : this.entries.values()) {
			if (!entry.reported() && !this.unsaved.contains(entry.id())) {
				untold.add(entry);
			}
		}
		untold.sort(BY_TURN);
		return untold;
	}

	/** For each collection the task whose turn it is. */
	Collection<TaskEntry> heads() {
		Map<String, TaskEntry> heads = new HashMap<>();
		for (TaskEntry entry : this.entries.values()) {
			if (entry.isActive()) {
				// SQLite takes names that differ in their case only for the same
				heads.merge(entry.task().collection().toLowerCase(Locale.ROOT), entry,
						(one, other) -> (BY_TURN.compare(one, other) <= 0) ? one : other);
			}
		}
		return heads.values();
	}

	/** Increases with every change that might give a mover something to do. */
	long changes() {
		this.lock.lock();
		try {
			return this.changes;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Waits for a change behind the given one, or for the time to pass. */
	void awaitChange(long seen, long nanos) throws InterruptedException {
		this.lock.lock();
		try {
			long left = nanos;
			while (this.changes == seen && left > 0) {
				left = this.changed.awaitNanos(left);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Has those that wait for changes look again. */
	void wake() {
		this.lock.lock();
		try {
			this.changes++;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private TaskEntry save(TaskEntry entry) {
		this.journal.save(entry);
		this.unsaved.remove(entry.id());
		put(entry);
		return entry;
	}

	private void put(TaskEntry entry) {
		TaskEntry before = this.entries.put(entry.id(), entry);
		if (before == null || before.state() != entry.state() || before.wish() != entry.wish()) {
			wake();
		}
	}

	private void requireRoom() {
		long waiting = this.entries.values().stream().filter((entry) -> entry.state() == State.PENDING).count();
		if (waiting >= this.capacity) {
			throw new ArchiveException(Problem.QUEUE_FULL,
					"%,d archive tasks wait already, as many as may; try again when some are done".formatted(waiting));
		}
	}

	private void forgetOldest() {
		List<TaskEntry> ended = this.entries.values()
			.stream()
			.filter((entry) -> entry.state().isEnd() && entry.reported())
			.sorted(BY_TURN)
			.toList();
		for (TaskEntry entry : ended.subList(0, Math.max(0, ended.size() - MAX_ENDED))) {
			this.journal.delete(entry.id());
			this.entries.remove(entry.id());
		}
	}

}
