package io.isolatedworkers.command;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.CancelRequest;
import io.isolatedworkers.driver.ChannelClosedException;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.driver.ServerChannel;
import io.isolatedworkers.driver.ServerListener;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.logging.MetaLogger;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.server.WorkerServer;
import io.isolatedworkers.socket.Hello;
import io.isolatedworkers.socket.MessageConnection;
import org.jspecify.annotations.Nullable;

/**
 * The host's end of one command connection: of a stranger until it has shown a token, of
 * a worker with its own handlers from then on. Whatever fails leaves the host here, and
 * nothing leaves that was not meant for the worker.
 */
final class WorkerConnection implements ServerChannel, MessageConnection.Handler {

	/** How long a stranger may say nothing. */
	private static final long SILENCE_SECONDS = 10;

	/**
	 * How much may wait for a worker that does not read; one that awaits its answers has
	 * less.
	 */
	private static final long MOST_UNREAD_BYTES = 64 * 1024 * 1024;

	private static final TypeRef<RemoteError> ERROR = TypeRef.of(RemoteError.class);

	private static final TypeRef<Void> NOTHING = TypeRef.of(Void.class);

	private final MessageConnection connection;

	private final Admissions admissions;

	private final Operations operations;

	private final Refusals refusals;

	private final Logger logger;

	private final OpenCalls calls;

	private final CompletableFuture<Void> greeted = new CompletableFuture<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private volatile Admissions.@Nullable Admission who;

	private volatile @Nullable ServerListener listener;

	WorkerConnection(MessageConnection connection, Admissions admissions, Operations operations, Refusals refusals,
			Logger logger, int maxOpen) {
		this.connection = connection;
		this.admissions = admissions;
		this.operations = operations;
		this.refusals = refusals;
		this.logger = logger;
		this.calls = new OpenCalls(maxOpen);
	}

	/** Begins to read. */
	void begin() {
		this.connection.start(this);
		this.greeted.orTimeout(SILENCE_SECONDS, TimeUnit.SECONDS).whenComplete((greeted, silent) -> {
			if (silent != null) {
				this.refusals.stranger("was refused: it said nothing for %d s".formatted(SILENCE_SECONDS));
				close();
			}
		});
	}

	/** Completes when nothing arrives any more. */
	CompletableFuture<Void> ended() {
		return this.ended;
	}

	@Override
	public @Nullable TypeRef<?> typeOf(String tx, String type) {
		ServerListener served = this.listener;
		if (served == null) {
			return type.equals(Hello.TYPE) ? Wire.Greeting.PAYLOAD : null;
		}
		return type.equals(MessageType.PING.name()) ? NOTHING : served.typeOf(tx, type);
	}

	@Override
	public void onMessage(Message message) {
		ServerListener served = this.listener;
		Admissions.Admission admitted = this.who;
		if (served == null || admitted == null) {
			greet(message);
		}
		else if (doesNotRead(admitted.worker())) {
			close();
		}
		else if (message.type().equals(CancelRequest.TYPE)) {
			served.onMessage(message);
		}
		else if (message.type().equals(MessageType.PING.name())) {
			sendQuietly(new Message(message.tx(), MessageType.PING.resultName(), null), NOTHING);
		}
		else if (served.typeOf(message.tx(), message.type()) == null) {
			this.refusals.refused(admitted.worker(),
					"sends messages of the unknown type '%s'".formatted(message.type()));
			fail(message, RemoteError.of(CommandFailures.NAME, "Unknown message type: " + message.type()));
		}
		else {
			serve(message, served, admitted.worker());
		}
	}

	/** Whoever asks on meanwhile would fill the memory with answers. */
	private boolean doesNotRead(WorkerIdentity worker) {
		if (this.connection.waitingBytes() <= MOST_UNREAD_BYTES) {
			return false;
		}
		this.refusals.refused(worker, "asks and asks, and does not read its answers: disconnected");
		return true;
	}

	private void serve(Message message, ServerListener served, WorkerIdentity worker) {
		switch (this.calls.begin(message.tx(), message.type().equals(Wire.EMIT_EVENT))) {
			case BEGUN -> begin(message, served);
			case TX_IN_USE -> fail(message, CommandFailures.toTravel(CommandProblem.INVALID_ARGUMENTS,
					"The tx is in use by a request that runs"));
			case TOO_MANY -> {
				this.refusals.refused(worker, "has too many requests open");
				fail(message, CommandFailures.toTravel(CommandProblem.TOO_MANY,
						"Too many requests of this worker are open; wait for the answers to some"));
			}
		}
	}

	private void begin(Message message, ServerListener served) {
		boolean begun = false;
		try {
			served.onMessage(message);
			begun = true;
		}
		finally {
			if (!begun) {
				this.calls.end(message.tx());
			}
		}
	}

	private void greet(Message message) {
		Wire.Greeting hello = message.payloadAs(Wire.Greeting.class);
		if (hello == null) {
			refuse(message, "HANDSHAKE_REQUIRED", "the first message must be " + Hello.TYPE);
			return;
		}
		JsonSerializer json = new JsonSerializer();
		if (hello.serializer() != null && !hello.serializer().equals(json.name())) {
			refuse(message, "SERIALIZER_MISMATCH", "commands travel with " + json.name());
			return;
		}
		Admissions.Admission admitted = this.admissions.admit(hello.token(), hello.pidOr0());
		if (admitted == null) {
			refuse(message, CommandProblem.REFUSED.name(), "the token is not valid");
			return;
		}
		if (!this.admissions.enter(admitted.worker())) {
			refuse(message, CommandProblem.TOO_MANY.name(),
					"%s has %d connections already".formatted(admitted.worker().worker(), Admissions.MOST_CONNECTIONS));
			return;
		}
		this.who = admitted;
		this.greeted.complete(null);
		Agreement agreement = hello.agreement();
		sendQuietly(
				new Message(message.tx(), Hello.Result.TYPE, new Hello.Result(agreement.protocol(), names(agreement),
						ProcessHandle.current().pid(), "java", System.getProperty("java.version"))),
				Hello.Result.PAYLOAD);
		this.connection.agree(agreement, json, this);
		// What arrives wrong is logged here, once
		WorkerServer.over(this.operations.handlersFor(admitted), this, new MetaLogger(this.logger, LogLevel.ERROR));
		this.logger.debug("Commands: %s is connected".formatted(admitted.worker()));
	}

	private static List<String> names(Agreement agreement) {
		return agreement.features().stream().map(Feature::wireName).toList();
	}

	private void refuse(Message message, String code, String why) {
		this.refusals.stranger("was refused: " + why);
		fail(message, RemoteError.of(CommandFailures.NAME, "Refused: " + why, code));
		this.greeted.complete(null);
		close();
	}

	/** Answers without giving back the place of a request. */
	private void fail(Message message, RemoteError error) {
		sendQuietly(new Message(message.tx(), message.type() + MessageType.ERROR_SUFFIX, error), ERROR);
	}

	private void sendQuietly(Message message, TypeRef<?> type) {
		try {
			this.connection.send(message, type);
		}
		catch (ChannelClosedException ex) {
			// nobody is left to be told
		}
	}

	@Override
	public void onError(MalformedMessageException failure) {
		Admissions.Admission admitted = this.who;
		if (admitted == null) {
			this.refusals.stranger("was refused: its first message cannot be read");
			this.greeted.complete(null);
			close();
			return;
		}
		if (doesNotRead(admitted.worker())) {
			close();
			return;
		}
		this.refusals.refused(admitted.worker(), "sends what cannot be read (%s)".formatted(failure.type()));
		if (failure.tx() != null && failure.type() != null) {
			fail(new Message(failure.tx(), failure.type(), null), CommandFailures.toTravel(
					CommandProblem.INVALID_ARGUMENTS, "The message '%s' cannot be read".formatted(failure.type())));
		}
	}

	@Override
	public void onClosed(@Nullable IOException reason) {
		this.greeted.complete(null);
		ServerListener served = this.listener;
		Admissions.Admission admitted = this.who;
		try {
			if (served != null) {
				served.onDisconnect();
				served.onEnd("the connection is closed", true);
			}
		}
		finally {
			if (admitted != null) {
				// Or a worker that comes again and again would leave ever more threads
				// behind
				this.calls.close().thenRun(() -> this.admissions.leave(admitted.worker()));
			}
			this.ended.complete(null);
		}
	}

	@Override
	public void start(ServerListener listener) {
		this.listener = listener;
		listener.onConnect();
	}

	/** Sends an answer; of failures only what a worker may know. */
	@Override
	public void send(Message message, TypeRef<?> payloadType) {
		this.calls.end(message.tx());
		RemoteError error = message.payloadAs(RemoteError.class);
		this.connection.send((error != null) ? message.withPayload(CommandFailures.toTravel(error)) : message,
				payloadType);
	}

	@Override
	public boolean runHere(Runnable task) {
		return this.connection.runHere(task);
	}

	@Override
	public void flush() {
		this.connection.flush();
	}

	@Override
	public Agreement agreement() {
		return this.connection.agreement();
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
