package io.isolatedworkers.sample.host.archive;

import io.isolatedworkers.sample.worker.archive.ArchiveTask;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * What a client sends to have something archived. Which values are allowed is for the
 * worker to say, who knows the database.
 *
 * @param collection the collection, required
 * @param batchSize how many rows at once, required
 * @param mode what to do, by default archive
 * @param orderBy the column whose least values go first, by default the id
 */
record ArchiveTaskRequest(@Nullable String collection, @Nullable Integer batchSize, ArchiveTask.@Nullable Mode mode,
		@Nullable String orderBy) {

	static final String EXAMPLE = "{\"collection\": \"chat_messages\", \"batchSize\": 1000}";

	ArchiveTask toTask(String taskId) {
		if (this.collection == null || this.batchSize == null) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "'%s' is missing. Send JSON such as %s"
				.formatted((this.collection == null) ? "collection" : "batchSize", EXAMPLE));
		}
		return new ArchiveTask(taskId, this.collection, (this.mode != null) ? this.mode : ArchiveTask.Mode.ARCHIVE,
				this.batchSize, this.orderBy);
	}

}
