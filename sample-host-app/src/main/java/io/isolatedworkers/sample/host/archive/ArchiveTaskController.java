package io.isolatedworkers.sample.host.archive;

import java.util.List;
import java.util.UUID;

import io.isolatedworkers.sample.worker.archive.ArchiveStatus;
import io.isolatedworkers.sample.worker.archive.ArchiveWorker;

import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * Archive tasks. Where a task stands is asked of the worker, who alone knows.
 */
@RestController
@RequestMapping("/archive-tasks")
class ArchiveTaskController {

	private final ArchiveWorker archive;

	private final TaskStreams streams;

	ArchiveTaskController(ArchiveWorker archive, TaskStreams streams) {
		this.archive = archive;
		this.streams = streams;
	}

	/**
	 * Submits a task. It is on disk when this answers, and goes on whatever happens.
	 * @param request what to archive
	 * @return where the task stands, and in {@code Location} where to ask for it
	 */
	@PostMapping
	ResponseEntity<ArchiveStatus> submit(@RequestBody ArchiveTaskRequest request) {
		ArchiveStatus status = this.archive.submit(request.toTask(UUID.randomUUID().toString()));
		return ResponseEntity.accepted()
			.location(ServletUriComponentsBuilder.fromCurrentRequestUri().pathSegment(status.taskId()).build().toUri())
			.body(status);
	}

	@GetMapping
	List<ArchiveStatus> tasks() {
		return this.archive.tasks();
	}

	@GetMapping("/{id}")
	ArchiveStatus status(@PathVariable String id) {
		return this.archive.status(id);
	}

	@PostMapping("/{id}/pause")
	ArchiveStatus pause(@PathVariable String id) {
		return this.archive.pause(id);
	}

	@PostMapping("/{id}/resume")
	ArchiveStatus resume(@PathVariable String id) {
		return this.archive.resume(id);
	}

	@PostMapping("/{id}/cancel")
	ArchiveStatus cancel(@PathVariable String id) {
		return this.archive.cancel(id);
	}

	/**
	 * Lets a client watch a task: first where it stands, then its progress, last its end.
	 * @param id the task's id
	 * @return the events {@code state}, {@code progress}, and {@code complete} or
	 * {@code failed}
	 */
	@GetMapping(path = "/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
	SseEmitter events(@PathVariable String id) {
		return this.streams.open(id, () -> this.archive.status(id));
	}

}
