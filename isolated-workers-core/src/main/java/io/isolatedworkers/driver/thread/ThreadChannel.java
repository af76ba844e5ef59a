package io.isolatedworkers.driver.thread;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.Awaiting;
import io.isolatedworkers.driver.BriefWait;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.DriverChannel;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.driver.LibraryThreads;
import io.isolatedworkers.driver.ServerListener;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The host's end of a worker in threads of this JVM: both directions of messages, and the
 * life of the worker's threads. Once the worker has ended, nothing here refers to its
 * class loader, however long this object is kept.
 */
public final class ThreadChannel implements DriverChannel {

	/**
	 * How long the threads of a worker that is ended at once may take to react to their
	 * interrupt.
	 */
	static final Duration AT_ONCE = Duration.ofMillis(500);

	private static final LibraryThreads ENDERS = new LibraryThreads("isolated-workers-end");

	private final ThreadOptions options;

	private final ChannelSettings settings;

	private final Agreement agreement;

	private final WorkerThreads threads;

	private final Lane<ChannelListener> toHost;

	private final Lane<ServerListener> toWorker;

	/**
	 * Completes when the worker can take requests, with {@code null}; or with why it
	 * never will.
	 */
	private final CompletableFuture<@Nullable WorkerStartException> started = new CompletableFuture<>();

	private final AtomicBoolean serving = new AtomicBoolean();

	private final AtomicBoolean ending = new AtomicBoolean();

	private final long created = System.nanoTime();

	/** When to give the worker's threads up, in nanoseconds since this was created. */
	private final AtomicLong patience = new AtomicLong(Long.MAX_VALUE);

	/** Completes when the worker's threads have ended or were given up. */
	private final CompletableFuture<ShutdownReason> over = new CompletableFuture<>();

	/** Completes when the listener was told, too. */
	private final CompletableFuture<ShutdownReason> gone = new CompletableFuture<>();

	private volatile @Nullable WorkerClassLoader loader;

	ThreadChannel(ThreadOptions options, ChannelSettings settings) {
		this.options = options;
		this.settings = settings;
		SharedTypes shared = new SharedTypes(options.sharedTypes());
		this.agreement = new Agreement(Agreement.LATEST_PROTOCOL, features(settings),
				"java %s, thread".formatted(System.getProperty("java.version")));
		this.threads = new WorkerThreads(settings.workerName(), options.stackSizeBytes(), settings.logger());
		this.toHost = new Lane<>(settings, shared, ChannelListener::onMessage, ChannelListener::onError);
		this.toWorker = new Lane<>(settings, shared, ServerListener::onMessage, ServerListener::onError);
		WorkerClassLoader own = new WorkerClassLoader(settings.workerName(), options, shared);
		own.startupData(ThreadStartupData.of(this, settings, shared));
		this.loader = own;
	}

	private static Set<Feature> features(ChannelSettings settings) {
		Set<Feature> features = EnumSet.allOf(Feature.class);
		if (!settings.startNotices()) {
			features.remove(Feature.ACCEPTED);
		}
		if (!settings.serializer().supportsAttachments()) {
			features.remove(Feature.ATTACHMENTS);
		}
		return features;
	}

	String name() {
		return this.settings.workerName();
	}

	CompletableFuture<@Nullable WorkerStartException> started() {
		return this.started;
	}

	CompletableFuture<ShutdownReason> over() {
		return this.over;
	}

	Thread newThread(Runnable task, String name) {
		return this.threads.create(task, name, this.loader);
	}

	/** The worker has a server: lets it take requests. */
	void serve(ServerListener listener, Serializer serializer) {
		ClassLoader context = this.loader;
		if (context == null || this.ending.get()) {
			throw new IllegalStateException("Worker %s has ended".formatted(name()));
		}
		if (!this.serving.compareAndSet(false, true)) {
			throw new IllegalStateException("Worker %s has a server already; one worker has one".formatted(name()));
		}
		this.toWorker.open(listener, serializer, context);
		this.toWorker.tell(ServerListener::onConnect);
		this.started.complete(null);
	}

	/** The worker sends something. */
	void answer(Message message, TypeRef<?> payloadType, Serializer serializer) {
		requireOpen(message);
		this.toHost.send(message, payloadType, serializer);
	}

	/** The worker closed its server. */
	void endedByWorker() {
		end(new ShutdownReason(ShutdownReason.Kind.EXIT, null, "it closed its own server", ""), AT_ONCE);
	}

	@Override
	public void start(ChannelListener listener) {
		this.toHost.open(listener, this.settings.serializer(), this.options.hostClasses());
	}

	@Override
	public void send(Message message, TypeRef<?> payloadType) {
		requireOpen(message);
		this.toWorker.send(message, payloadType, this.settings.serializer());
	}

	/** The handler's thread delivers; this only keeps the calling thread from sleep. */
	@Override
	public void receiveUntil(Awaiting waiting, long nanos) {
		BriefWait.until(waiting::isOver);
	}

	private void requireOpen(Message message) {
		if (this.ending.get()) {
			throw new ChannelClosedException(
					"'%s' was not sent: worker %s has ended".formatted(message.type(), name()));
		}
	}

	@Override
	public boolean isConnected() {
		return !this.ending.get();
	}

	@Override
	public OptionalLong pid() {
		return OptionalLong.empty();
	}

	@Override
	public Agreement agreement() {
		return this.agreement;
	}

	@Override
	public int abandonedThreads() {
		return this.over.isDone() ? this.threads.alive().size() : 0;
	}

	@Override
	public CompletableFuture<ShutdownReason> close(Duration grace) {
		end(ShutdownReason.closed(null), grace);
		return this.gone.copy();
	}

	@Override
	public void kill(String why) {
		end(ShutdownReason.error(why + "; it was ended", null, ""), AT_ONCE);
	}

	/** Ends the worker, or ends it sooner. The first reason counts. */
	void end(ShutdownReason why, Duration grace) {
		long limit = System.nanoTime() - this.created + grace.toNanos();
		this.patience.accumulateAndGet(limit, Math::min);
		if (this.ending.compareAndSet(false, true)) {
			ENDERS.newThread(() -> finish(why)).start();
		}
	}

	private long nanosLeft() {
		return this.patience.get() - (System.nanoTime() - this.created);
	}

	private void finish(ShutdownReason why) {
		ShutdownReason reason = why;
		try {
			Thread farewell = newThread(() -> {
				this.toWorker.tell(ServerListener::onDisconnect);
				this.toWorker.close((listener) -> listener.onEnd(why.detail(), true));
			}, "end");
			List<Thread> left = this.threads.end(farewell, this::nanosLeft);
			reason = left.isEmpty() ? why : abandon(why, left);
			release(left.isEmpty());
		}
		catch (InterruptedException | RuntimeException | Error ex) {
			this.settings.logger().error("Worker %s could not be ended in order".formatted(name()), ex);
		}
		finally {
			ShutdownReason known = reason;
			this.over.complete(known);
			this.toHost.close((listener) -> {
				try {
					listener.onShutdown(known);
				}
				finally {
					this.gone.complete(known);
				}
			});
		}
	}

	private void release(boolean unused) {
		WorkerClassLoader own = this.loader;
		this.loader = null;
		if (own == null || !unused) {
			return;
		}
		try {
			own.close();
		}
		catch (IOException ex) {
			this.settings.logger().warn("The class path of worker %s cannot be closed".formatted(name()), ex);
		}
	}

	/** Tells which threads are left alone, and where they are. */
	private ShutdownReason abandon(ShutdownReason why, List<Thread> left) {
		String places = left.stream()
			.map((thread) -> thread.getName()
					+ Stream.of(thread.getStackTrace()).map("%n\tat %s"::formatted).collect(Collectors.joining()))
			.collect(Collectors.joining(System.lineSeparator()));
		this.settings.logger()
			.warn("Worker %s: these threads were abandoned, they did not react to an interrupt:%n%s".formatted(name(),
					places));
		return new ShutdownReason(why.kind(), null,
				"%s; %d of its threads did not react to being interrupted (%s). A thread cannot be killed: it was abandoned and goes on running. Run such code with driver 'child-process'"
					.formatted(why.detail(), left.size(),
							left.stream().map(Thread::getName).collect(Collectors.joining(", "))),
				"");
	}

	@Override
	public String toString() {
		return "thread channel to worker " + name();
	}

}
