package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.ChannelListener;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A worker of the same JVM and class path as those that are to use an archive. It serves
 * one request of this library's and exits, which is when its JVM writes what it learned.
 * The user's classes are loaded, but not initialised. Can be ended by another thread.
 */
final class TrainingRun implements ChannelListener {

	/** The messages that the trainee answers. */
	private static final String LEARN = "learn";

	private static final String LEARN_WITH_DATABIND = "learnWithDatabind";

	/** What is not compiled has no profile. */
	private static final String INTERPRETED = "-Xint";

	private static final int FAILED = 1;

	private final ClassDataArchive archive;

	private final ChannelSettings settings;

	private final List<String> prefix;

	/** That of whoever started the worker, who knows its contract. */
	private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();

	private final CompletableFuture<Message> answer = new CompletableFuture<>();

	private final CompletableFuture<ShutdownReason> ended = new CompletableFuture<>();

	private volatile @Nullable ChildProcessChannel channel;

	private volatile boolean killed;

	/** What the JDK chose in the run. */
	private volatile String socketProvider = "";

	/**
	 * Prepares a run. Call it in the thread that starts the worker.
	 * @param host what that worker is given
	 * @param limit how long it may take to answer, and then to write
	 * @param prefix put before the command line
	 */
	TrainingRun(ClassDataArchive archive, ChannelSettings host, Duration limit, List<String> prefix) {
		this.archive = archive;
		this.settings = new ChannelSettings("archive", serializerOf(host), limit, Agreement.LATEST_PROTOCOL,
				host.maxFrameBytes(), false, null, null, null, host.logger(), host.logLevel());
		this.prefix = prefix;
	}

	/** A serializer of the user's own may want more than a worker of ours gives it. */
	private static Serializer serializerOf(ChannelSettings host) {
		return ClassDataArchive.isOfLibrary(host.serializer()) ? host.serializer() : new JsonSerializer();
	}

	/**
	 * Does it.
	 * @param file what the archive is called until it is complete
	 * @return the exit code, 0 only if it also answered as it should
	 * @throws IOException if it is not done in time
	 */
	int run(Path file) throws IOException, InterruptedException {
		ChildProcessChannel worker;
		try {
			worker = ChildProcessHost.spawn(options(file), this.settings);
		}
		catch (WorkerStartException ex) {
			ShutdownReason end = ex.reason();
			if (end == null || end.exitCode() == null) {
				throw ex;
			}
			this.settings.logger().debug("A training run failed: " + ex);
			return Math.max(FAILED, end.exitCode());
		}
		this.channel = worker;
		if (this.killed) {
			kill();
		}
		worker.start(this);
		try {
			boolean learned = learn(worker);
			// To close it would hurry it by a signal, and nothing might be written
			worker.disconnect();
			int exitCode = exitCode();
			return learned ? exitCode : Math.max(FAILED, exitCode);
		}
		catch (ChannelClosedException | ExecutionException ex) {
			this.settings.logger().debug("A training run failed: " + ex);
			kill();
			return Math.max(FAILED, exitCode());
		}
		finally {
			if (!this.ended.isDone()) {
				kill();
			}
		}
	}

	private boolean learn(ChildProcessChannel worker) throws IOException, ExecutionException, InterruptedException {
		String lesson = this.archive.databind() ? LEARN_WITH_DATABIND : LEARN;
		worker.send(new Message("1", lesson, String.join("\n", this.archive.options().command().learned())),
				TypeRef.of(String.class));
		Message answered = await(this.answer);
		this.socketProvider = String.valueOf(answered.payload());
		return answered.type().equals(lesson + "Result");
	}

	private int exitCode() throws IOException, InterruptedException {
		try {
			Integer exitCode = await(this.ended).exitCode();
			return (exitCode != null) ? exitCode : FAILED;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private <T> T await(Future<T> result) throws IOException, ExecutionException, InterruptedException {
		Duration limit = this.settings.startupTimeout();
		try {
			return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			kill();
			throw new IOException("A training run was not done within " + limit, ex);
		}
	}

	/** Gives it up. */
	void kill() {
		this.killed = true;
		ChildProcessChannel started = this.channel;
		if (started != null) {
			started.kill("it is not needed any more");
		}
	}

	/** The provider of sockets that the JDK chose. */
	String socketProvider() {
		return this.socketProvider;
	}

	/** Whether the run does without databind. */
	private boolean isLight() {
		return !this.archive.databind() && ContractTypes.areLight(this.archive.options().command().contracts(),
				this.settings.serializer(), this.loader);
	}

	private ChildProcessOptions options(Path file) {
		ChildProcessOptions own = this.archive.options();
		List<String> train = new ArrayList<>(List.of(this.archive.format().toTrain(file)));
		// The profiles of a run that is all start keep the compilers busy in later
		// starts; those of databind are worth it within a hundred requests
		if (this.archive.format().keepsProfiles() && isLight()) {
			train.add(INTERPRETED);
		}
		return ChildProcessOptions.builder(WorkerCommand.training())
			.commandPrefix(this.prefix.toArray(String[]::new))
			.jvm(own.jvm().training(this.archive.classPath(), train))
			.environment(own.environment())
			.workingDirectory(own.workingDirectory())
			// Nobody knows when it gets so far; without its host it ends in any case
			.hostConnectTimeout(Duration.ZERO)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectErrors(ProcessBuilder.Redirect.DISCARD)
			.build();
	}

	@Override
	public TypeRef<?> typeOf(String tx, String type) {
		return TypeRef.of(type.endsWith("Error") ? Object.class : String.class);
	}

	@Override
	public void onMessage(Message message) {
		this.answer.complete(message);
	}

	@Override
	public void onError(MalformedMessageException failure) {
		this.answer.completeExceptionally(failure);
	}

	@Override
	public void onClose() {
		this.answer.completeExceptionally(new IOException("The connection is closed"));
	}

	@Override
	public void onConnect() {
		// was not asked for
	}

	@Override
	public void onShutdown(ShutdownReason reason) {
		this.answer.completeExceptionally(new IOException("The worker " + reason));
		this.ended.complete(reason);
	}

}
