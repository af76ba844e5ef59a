package io.isolatedworkers.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.driver.SerialQueue;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Gives events to the host's listener: one at a time for each worker, on threads of its
 * own, and one with a known id only once. Safe for use by several threads.
 */
final class EventInbox implements AutoCloseable {

	/** How many ids are remembered of each pool. */
	static final int REMEMBERED = 10_000;

	private static final long KEEP_SECONDS = 10;

	private final @Nullable Consumer<WorkerEvent> listener;

	/** How many events of one worker may wait, those included that it has given up. */
	private final int mostWaiting;

	private final Refusals refusals;

	private final JsonSerializer json = new JsonSerializer();

	private final ExecutorService threads = new ThreadPoolExecutor(0, Integer.MAX_VALUE, KEEP_SECONDS, TimeUnit.SECONDS,
			new SynchronousQueue<>(), new LibraryThreads("isolated-workers-events"));

	/** By pool: the names of workers begin with it, and a guest has its own. */
	private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();

	/** Of those workers alone that have an event which waits. */
	private final Map<WorkerIdentity, Line> lines = new ConcurrentHashMap<>();

	EventInbox(@Nullable Consumer<WorkerEvent> listener, int mostWaiting, Refusals refusals) {
		this.listener = listener;
		this.mostWaiting = mostWaiting;
		this.refusals = refusals;
	}

	/** Takes an event; completes when the listener has had it. */
	CompletionStage<Void> take(Admissions.Admission who, Wire.@Nullable EmitEvent payload) {
		String name = Operations.given((payload != null) ? payload.event() : null, Wire.EMIT_EVENT, "event");
		String prefix = who.permissions().eventPrefix();
		Consumer<WorkerEvent> taking = this.listener;
		if (taking == null || prefix.isEmpty() || !name.startsWith(prefix)) {
			this.refusals.refused(who.worker(), "may not emit event '%s'".formatted(name));
			throw new CommandException(CommandProblem.NOT_ALLOWED, "Event '%s' is not allowed".formatted(name), null);
		}
		String id = (payload != null && payload.id() != null) ? Operations.given(payload.id(), Wire.EMIT_EVENT, "id")
				: null;
		WorkerEvent event = new ReceivedEvent((id != null) ? id : UUID.randomUUID().toString(), name, who.worker(),
				content((payload != null) ? payload.payload() : null, name), this.json);
		CompletableFuture<Void> taken = new CompletableFuture<>();
		join(who.worker().withoutPid(), () -> {
			// Whoever gave it up sends it again
			if (!taken.isDone()) {
				deliver(event, id, taking, taken);
			}
		});
		return taken;
	}

	private void join(WorkerIdentity worker, Runnable delivery) {
		Line joined = this.lines.compute(worker, (key, known) -> {
			Line line = (known != null) ? known : new Line(new SerialQueue(this.threads));
			if (line.waiting >= this.mostWaiting) {
				throw new CommandException(CommandProblem.TOO_MANY,
						"%d events of this worker wait for their listener already".formatted(this.mostWaiting), null);
			}
			line.waiting++;
			return line;
		});
		try {
			joined.queue.add(() -> {
				try {
					delivery.run();
				}
				finally {
					leave(worker);
				}
			});
		}
		catch (RuntimeException | Error ex) {
			// Its queue believes in a thread that there is not
			this.lines.remove(worker, joined);
			throw ex;
		}
	}

	private void leave(WorkerIdentity worker) {
		this.lines.computeIfPresent(worker, (key, line) -> {
			line.waiting--;
			return (line.waiting > 0) ? line : null;
		});
	}

	/** How many workers have events that wait. */
	int workersThatWait() {
		return this.lines.size();
	}

	private byte @Nullable [] content(@Nullable JsonNode payload, String name) {
		if (payload == null || payload.isNull()) {
			return null;
		}
		byte[] content = this.json.serialize(payload);
		if (content.length > Wire.MAX_EVENT_BYTES) {
			throw new CommandException(CommandProblem.INVALID_ARGUMENTS,
					"Event '%s' has %,d bytes; the limit is %,d".formatted(name, content.length, Wire.MAX_EVENT_BYTES),
					null);
		}
		return content;
	}

	private void deliver(WorkerEvent event, @Nullable String id, Consumer<WorkerEvent> taking,
			CompletableFuture<Void> taken) {
		Set<String> known = this.seen.computeIfAbsent(event.worker().pool(), (pool) -> recent());
		if (id != null && known.contains(id)) {
			taken.complete(null);
			return;
		}
		try {
			taking.accept(event);
		}
		catch (Throwable ex) {
			if (ex instanceof MalformedMessageException) {
				// It would be no better the next time
				this.refusals.refused(event.worker(),
						"emits event '%s' that cannot be read: %s".formatted(event.name(), ex.getMessage()));
				taken.completeExceptionally(new CommandException(CommandProblem.INVALID_ARGUMENTS,
						"The payload of event '%s' cannot be read as what the host expects".formatted(event.name()),
						ex));
				return;
			}
			if (!CommandFailures.isTold(ex)) {
				this.refusals.failed(event.worker(), "emits event '%s', whose listener failed with %s"
					.formatted(event.name(), ex.getClass().getName()), ex);
			}
			taken.completeExceptionally(CommandFailures.of(ex, "Event '%s'".formatted(event.name())));
			return;
		}
		finally {
			// An interrupt that came for this event must not hit the next one
			if (!this.threads.isShutdown()) {
				Thread.interrupted();
			}
		}
		if (id != null) {
			known.add(id);
		}
		taken.complete(null);
	}

	private static Set<String> recent() {
		return Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {

			private static final long serialVersionUID = 1L;

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
				return size() > REMEMBERED;
			}

		}));
	}

	@Override
	public void close() {
		this.threads.shutdownNow();
	}

	/** The events of one worker that wait, and how many they are. */
	private static final class Line {

		private final SerialQueue queue;

		private int waiting;

		private Line(SerialQueue queue) {
			this.queue = queue;
		}

	}

}
