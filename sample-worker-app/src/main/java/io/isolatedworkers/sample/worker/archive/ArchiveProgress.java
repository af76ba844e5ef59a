package io.isolatedworkers.sample.worker.archive;

/**
 * How far a task has come.
 *
 * @param taskId the task's id
 * @param collection its collection
 * @param archived how many rows are moved
 * @param total how many there were when the task began
 */
public record ArchiveProgress(String taskId, String collection, long archived, long total) {
}
