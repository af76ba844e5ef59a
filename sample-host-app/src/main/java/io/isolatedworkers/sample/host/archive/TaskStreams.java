package io.isolatedworkers.sample.host.archive;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.isolatedworkers.sample.host.SampleProperties;
import io.isolatedworkers.sample.worker.archive.ArchiveProgress;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.context.SmartLifecycle;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The clients that watch tasks. They end when their task does, when the client goes
 * (which a heartbeat notices), and before the web server stops, which would wait for
 * them.
 */
@Component
class TaskStreams implements SmartLifecycle, MeterBinder {

	/** How many clients may watch: each may need a thread. */
	static final int MAX_STREAMS = 100;

	private static final long NO_TIMEOUT = 0;

	private static final Duration LAST_WORDS = Duration.ofSeconds(1);

	private final Set<TaskStream> streams = ConcurrentHashMap.newKeySet();

	private final ExecutorService senders = Executors.newCachedThreadPool(daemons("task-events-"));

	private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(daemons("task-heart-"));

	private final Duration heartbeat;

	private volatile boolean running;

	TaskStreams(SampleProperties properties) {
		this.heartbeat = properties.heartbeat();
	}

	/**
	 * Lets a client watch a task.
	 * @param taskId which task
	 * @param state asks where the task stands
	 * @return the client's stream: the state, then progress, then the end
	 */
	SseEmitter open(String taskId, Supplier<ArchiveStatus> state) {
		if (!this.running) {
			throw unavailable("The application is starting or stopping");
		}
		if (this.streams.size() >= MAX_STREAMS) {
			throw unavailable("%d clients watch tasks, and no more may".formatted(MAX_STREAMS));
		}
		SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
		TaskStream stream = new TaskStream(taskId, emitter, this.senders, this.streams::remove);
		emitter.onCompletion(() -> this.streams.remove(stream));
		// Before it asks: what happens in between is collected, and not missed
		this.streams.add(stream);
		try {
			ArchiveStatus status = state.get();
			stream.begin("state", status);
			if (status.state().isEnd() || status.state() == ArchiveStatus.State.FAILED) {
				stream.last(endOf(status), status);
			}
		}
		catch (RuntimeException ex) {
			this.streams.remove(stream);
			throw ex;
		}
		if (!this.running) {
			stream.end();
		}
		return emitter;
	}

	private static ResponseStatusException unavailable(String why) {
		return new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, why + "; ask again later");
	}

	void progress(ArchiveProgress progress) {
		this.streams.stream()
			.filter((stream) -> stream.taskId().equals(progress.taskId()))
			.forEach((stream) -> stream.progress("progress", progress));
	}

	void end(ArchiveStatus status) {
		this.streams.stream()
			.filter((stream) -> stream.taskId().equals(status.taskId()))
			.forEach((stream) -> stream.last(endOf(status), status));
	}

	private static String endOf(ArchiveStatus status) {
		return (status.state() == ArchiveStatus.State.FAILED) ? "failed" : "complete";
	}

	/** How many clients watch. */
	int size() {
		return this.streams.size();
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("sample.archive.watchers", this, TaskStreams::size)
			.description("Clients that watch archive tasks")
			.register(registry);
	}

	@Override
	public void start() {
		this.running = true;
		this.heart.scheduleWithFixedDelay(() -> this.streams.forEach(TaskStream::heartbeat), this.heartbeat.toMillis(),
				this.heartbeat.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void stop() {
		this.running = false;
		this.heart.shutdownNow();
		this.streams.forEach(TaskStream::end);
		this.senders.shutdown();
		try {
			if (!this.senders.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
				// Clients that take nothing
				this.senders.shutdownNow();
			}
		}
		catch (InterruptedException ex) {
			this.senders.shutdownNow();
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** The highest of all, so that it stops before the web server. */
	@Override
	public int getPhase() {
		return Integer.MAX_VALUE;
	}

	private static CustomizableThreadFactory daemons(String prefix) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
		factory.setDaemon(true);
		return factory;
	}

}
