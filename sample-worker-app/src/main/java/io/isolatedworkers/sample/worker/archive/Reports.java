package io.isolatedworkers.sample.worker.archive;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * Tells the host about tasks. Progress is offered: where the host is slow or away it
 * learns of the latest only. Ends and failures are stored until it knows. Each has an id
 * of its own, which the journal keeps, so that the same one is never told under two.
 */
final class Reports implements AutoCloseable {

	/** How many rows are between two reports of progress at most. */
	static final int ROWS = 100;

	private static final int RETRY_SECONDS = 10;

	private static final int CLOSE_SECONDS = 5;

	private final TaskBook book;

	private final @Nullable CommandClient host;

	private final Logger logger;

	private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "archive-reports");
		thread.setDaemon(true);
		return thread;
	});

	/**
	 * Begins to tell what was not told when the last worker ended.
	 * @param book knows the tasks
	 * @param host whom to tell, {@code null} for nobody
	 * @param logger where to log
	 */
	Reports(TaskBook book, @Nullable CommandClient host, Logger logger) {
		this.book = book;
		this.host = host;
		this.logger = logger;
		this.thread.scheduleWithFixedDelay(this::tellAll, 0, RETRY_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Offers progress after a batch: for every hundred rows of it, and at its end. The
	 * client merges those that come faster than they can be sent.
	 * @param before how many rows were moved before the batch
	 * @param entry the task after it
	 */
	void progress(long before, TaskEntry entry) {
		if (this.host == null) {
			return;
		}
		for (long archived = before + ROWS; archived < entry.archived(); archived += ROWS) {
			offer(this.host, entry, archived);
		}
		if (entry.archived() > before) {
			offer(this.host, entry, entry.archived());
		}
	}

	private static void offer(CommandClient host, TaskEntry entry, long archived) {
		host.offerEvent(ArchiveWorker.PROGRESS, entry.id(),
				new ArchiveProgress(entry.id(), entry.task().collection(), archived, entry.total()));
	}

	/** Tells of ends and failures, on a thread of its own. */
	void tell() {
		try {
			this.thread.execute(this::tellAll);
		}
		catch (RejectedExecutionException ex) {
			// The worker ends; the next one tells
		}
	}

	private void tellAll() {
		try {
			for (TaskEntry entry : this.book.untold()) {
				tell(entry);
			}
		}
		catch (RuntimeException ex) {
			this.logger.warn("The end of an archive task cannot be told yet: " + ex.getMessage());
		}
	}

	private void tell(TaskEntry entry) {
		if (this.host == null) {
			return;
		}
		boolean failed = entry.state() == State.FAILED;
		this.host.storeEvent("%s:%s:%d".formatted(entry.id(), failed ? "failed" : "complete", entry.ends()),
				failed ? ArchiveWorker.FAILED : ArchiveWorker.COMPLETE, entry.status());
		this.book.note(entry.id(), (current) -> (current.ends() == entry.ends()) ? current.told() : current, true);
	}

	@Override
	public void close() {
		this.thread.shutdown();
		try {
			if (!this.thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
				this.logger.warn("The worker ends while the end of an archive task is being stored");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
