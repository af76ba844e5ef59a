package io.isolatedworkers.sample.host.archive;

import java.util.Objects;

import io.isolatedworkers.command.WorkerEvent;
import io.isolatedworkers.sample.worker.archive.ArchiveProgress;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus;
import io.isolatedworkers.sample.worker.archive.ArchiveWorker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Hears what the archive workers tell. When this returns without an exception, a worker
 * takes what it told as known and forgets it: so the end of a task is noted on disk
 * first.
 */
@Component
class ArchiveEvents {

	private static final Logger logger = LoggerFactory.getLogger(ArchiveEvents.class);

	private final CompletedTasks completed;

	private final TaskStreams streams;

	ArchiveEvents(CompletedTasks completed, TaskStreams streams) {
		this.completed = completed;
		this.streams = streams;
	}

	@EventListener
	void on(WorkerEvent event) {
		switch (event.name()) {
			case ArchiveWorker.PROGRESS -> this.streams.progress(payload(event, ArchiveProgress.class));
			case ArchiveWorker.COMPLETE -> ended(payload(event, ArchiveStatus.class));
			case ArchiveWorker.FAILED -> failed(payload(event, ArchiveStatus.class));
			default -> logger.debug("{} told of {}", event.worker(), event.name());
		}
	}

	private void ended(ArchiveStatus status) {
		if (this.completed.add(status)) {
			logger.info("Archive task {} is {}: {} rows of {} in {} ms", status.taskId(), status.state(),
					status.archived(), status.collection(), status.durationMillis());
		}
		this.streams.end(status);
	}

	private void failed(ArchiveStatus status) {
		logger.warn("Archive task {} failed with {}: {}", status.taskId(), status.code(), status.message());
		this.streams.end(status);
	}

	private static <T> T payload(WorkerEvent event, Class<T> type) {
		return Objects.requireNonNull(event.payload(type), event.name());
	}

}
