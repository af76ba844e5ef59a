package io.isolatedworkers.sample.host.archive;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.isolatedworkers.client.RemoteWorkerException;
import io.isolatedworkers.client.RequestRefusedException;
import io.isolatedworkers.client.WorkerCrashedException;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.message.Delivery;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.sample.host.SampleProperties;
import io.isolatedworkers.sample.host.TaskProblems;
import io.isolatedworkers.sample.worker.archive.ArchiveException.Problem;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus;
import io.isolatedworkers.sample.worker.archive.ArchiveTask;
import io.isolatedworkers.sample.worker.archive.ArchiveWorker;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the controller makes of requests, and of what the worker answers. The worker
 * itself is not here; the packaged sample is tested with the real one.
 */
class ArchiveTaskControllerTests {

	private final Answering worker = new Answering();

	private final TaskStreams streams = new TaskStreams(
			new SampleProperties(Path.of("nowhere"), 1, "direct", Duration.ofHours(1)));

	private final MockMvcTester mvc = MockMvcTester.of(List.of(new ArchiveTaskController(this.worker, this.streams)),
			(builder) -> builder.setControllerAdvice(new TaskProblems()).build());

	@BeforeEach
	void start() {
		this.streams.start();
	}

	@AfterEach
	void stop() {
		this.streams.stop();
	}

	@Test
	void aTaskIsTakenAndCanBeAskedFor() {
		MvcTestResult result = submit("""
				{"collection": "chat_messages", "batchSize": 500, "mode": "DRY_RUN", "orderBy": "createdAt"}""");
		assertThat(result).hasStatus(HttpStatus.ACCEPTED);
		ArchiveTask task = this.worker.tasks.get(0);
		assertThat(task)
			.extracting(ArchiveTask::collection, ArchiveTask::batchSize, ArchiveTask::mode, ArchiveTask::orderBy)
			.containsExactly("chat_messages", 500, ArchiveTask.Mode.DRY_RUN, "createdAt");
		assertThat(result).hasHeader("Location", "http://localhost/archive-tasks/" + task.taskId())
			.bodyJson()
			.extractingPath("state")
			.isEqualTo("PENDING");
		assertThat(this.mvc.get().uri("/archive-tasks/" + task.taskId())).hasStatusOk()
			.bodyJson()
			.extractingPath("taskId")
			.isEqualTo(task.taskId());
	}

	@Test
	void eachTaskHasAnIdOfItsOwn() {
		submit("{\"collection\": \"a\", \"batchSize\": 1}");
		submit("{\"collection\": \"a\", \"batchSize\": 1}");
		assertThat(this.worker.tasks).extracting(ArchiveTask::taskId).doesNotHaveDuplicates();
		assertThat(this.worker.tasks).extracting(ArchiveTask::mode).containsOnly(ArchiveTask.Mode.ARCHIVE);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|',
			value = { "{'batchSize': 1} | 'collection' is missing", "{'collection': 'a'} | 'batchSize' is missing" })
	void whatIsMissingIsNamedAndNothingIsAsked(String body, String why) {
		MvcTestResult result = submit(body.replace('\'', '"'));
		assertThat(result).hasStatus(HttpStatus.BAD_REQUEST);
		assertThat(result.getMvcResult().getResolvedException()).hasMessageContaining(why);
		assertThat(this.worker.tasks).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "UNKNOWN_TASK,404", "TASK_EXISTS,409", "WRONG_STATE,409", "INVALID_TASK,422" })
	void theWorkersCodesBecomeStatusCodes(Problem problem, int status) {
		this.worker.failure = thrown(problem.name());
		assertThat(this.mvc.post().uri("/archive-tasks/7/pause")).hasStatus(status)
			.doesNotContainHeader("Retry-After")
			.bodyJson()
			.extractingPath("code")
			.isEqualTo(problem.name());
		assertThat(this.mvc.post().uri("/archive-tasks/7/pause")).bodyJson()
			.extractingPath("detail")
			.isEqualTo("the worker's words");
	}

	@Test
	void aFullQueueIsWorthAnotherTry() {
		this.worker.failure = thrown("QUEUE_FULL");
		assertThat(submit("{\"collection\": \"a\", \"batchSize\": 1}")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.hasHeader("Retry-After", "5")
			.bodyText()
			.contains("QUEUE_FULL");
	}

	@Test
	void aWorkerThatIsAwayIsWorthAnotherTry() {
		this.worker.failure = new WorkerCrashedException("died", Delivery.MAYBE_EXECUTED,
				ShutdownReason.exited(1, "secret output"), "status", 1, 1);
		assertThat(this.mvc.get().uri("/archive-tasks")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.hasHeader("Retry-After", "5")
			.bodyText()
			.contains("goes on by itself")
			.doesNotContain("secret output");
		this.worker.failure = new RequestRefusedException("no room");
		assertThat(this.mvc.get().uri("/archive-tasks")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
			.hasHeader("Retry-After", "5");
	}

	@Test
	void aFaultOfTheWorkerStaysInTheLog() {
		this.worker.failure = thrown(null);
		assertThat(this.mvc.get().uri("/archive-tasks/7")).hasStatus(HttpStatus.INTERNAL_SERVER_ERROR)
			.bodyText()
			.doesNotContain("the worker's words");
	}

	@Test
	void whoWatchesATaskThatHasEndedLearnsThatAtOnce() {
		this.worker.state = ArchiveStatus.State.DONE;
		submit("{\"collection\": \"a\", \"batchSize\": 1}");
		MvcTestResult watched = this.mvc.get()
			.uri("/archive-tasks/%s/events".formatted(this.worker.tasks.get(0).taskId()))
			.accept(MediaType.TEXT_EVENT_STREAM)
			.exchange();
		assertThat(watched).hasStatusOk().bodyText().containsSubsequence("event:state", "event:complete");
		await().untilAsserted(() -> assertThat(this.streams.size()).isZero());
	}

	@Test
	void whoWatchesATaskThatDoesNotExistIsToldAndLeavesNothingBehind() {
		assertThat(this.mvc.get().uri("/archive-tasks/none/events").accept(MediaType.TEXT_EVENT_STREAM))
			.hasStatus(HttpStatus.NOT_FOUND)
			.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(this.streams.size()).isZero();
	}

	private MvcTestResult submit(String body) {
		return this.mvc.post().uri("/archive-tasks").contentType(MediaType.APPLICATION_JSON).content(body).exchange();
	}

	private static RemoteWorkerException thrown(@Nullable String code) {
		return new RemoteWorkerException(new RemoteError("the worker's words", "Thrown", null, code, null));
	}

	/** Answers as the real one would, but does nothing. */
	private static final class Answering implements ArchiveWorker {

		private final List<ArchiveTask> tasks = new ArrayList<>();

		private ArchiveStatus.State state = ArchiveStatus.State.PENDING;

		private @Nullable RuntimeException failure;

		@Override
		public ArchiveStatus submit(ArchiveTask task) {
			failIfTold();
			this.tasks.add(task);
			return status(task);
		}

		@Override
		public ArchiveStatus status(String taskId) {
			failIfTold();
			return this.tasks.stream()
				.filter((task) -> task.taskId().equals(taskId))
				.map(this::status)
				.findFirst()
				.orElseThrow(() -> thrown(Problem.UNKNOWN_TASK.name()));
		}

		@Override
		public List<ArchiveStatus> tasks() {
			failIfTold();
			return this.tasks.stream().map(this::status).toList();
		}

		@Override
		public ArchiveStatus pause(String taskId) {
			return status(taskId);
		}

		@Override
		public ArchiveStatus resume(String taskId) {
			return status(taskId);
		}

		@Override
		public ArchiveStatus cancel(String taskId) {
			return status(taskId);
		}

		private ArchiveStatus status(ArchiveTask task) {
			return new ArchiveStatus(task.taskId(), task.collection(), task.mode(), this.state, 0, 10, 0, 0, null,
					null);
		}

		private void failIfTold() {
			if (this.failure != null) {
				throw this.failure;
			}
		}

	}

}
