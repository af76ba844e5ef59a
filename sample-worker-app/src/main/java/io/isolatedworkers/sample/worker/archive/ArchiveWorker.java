package io.isolatedworkers.sample.worker.archive;

import java.util.List;

/**
 * What the host may ask of an archive worker. Tasks wait in a queue; what became of them
 * is kept on disk, so that a task that was begun goes on by itself however the worker
 * ends. The host learns of progress and ends by the events {@value #PROGRESS},
 * {@value #COMPLETE} and {@value #FAILED}.
 */
public interface ArchiveWorker {

	/** Says how far a task has come, every hundred rows; an {@link ArchiveProgress}. */
	String PROGRESS = "archive:progress";

	/** Says that a task is done or cancelled; the {@link ArchiveStatus}. */
	String COMPLETE = "archive:complete";

	/** Says that a task failed and can be resumed; the {@link ArchiveStatus}. */
	String FAILED = "archive:failed";

	/**
	 * Takes a task on. The same task again changes nothing.
	 * @param task the task
	 * @return where it stands
	 * @throws ArchiveException if the queue is full, the task's values are not allowed,
	 * or another task has its id
	 */
	ArchiveStatus submit(ArchiveTask task);

	/**
	 * Tells where a task stands.
	 * @param taskId the task's id
	 * @return where it stands
	 * @throws ArchiveException if there is no such task
	 */
	ArchiveStatus status(String taskId);

	/**
	 * Tells where all tasks stand.
	 * @return the latest thousand, the newest first
	 */
	List<ArchiveStatus> tasks();

	/**
	 * Stops a task after its current batch until it is resumed.
	 * @param taskId the task's id
	 * @return where it stands
	 * @throws ArchiveException if there is no such task, or it has ended
	 */
	ArchiveStatus pause(String taskId);

	/**
	 * Goes on with a task that was paused or failed.
	 * @param taskId the task's id
	 * @return where it stands
	 * @throws ArchiveException if there is no such task, it is done or cancelled, or the
	 * queue is full
	 */
	ArchiveStatus resume(String taskId);

	/**
	 * Ends a task after its current batch. What was moved stays moved.
	 * @param taskId the task's id
	 * @return where it stands
	 * @throws ArchiveException if there is no such task
	 */
	ArchiveStatus cancel(String taskId);

}
