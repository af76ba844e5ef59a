package io.isolatedworkers.socket;

import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TransactionIdGenerator;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The connecting side's part of the handshake: offers version 2 and takes what the other
 * side makes of it.
 */
public final class HostHandshake implements MessageConnection.Handler {

	private final MessageConnection connection;

	private final Serializer serializer;

	private final MessageConnection.Handler next;

	private final Message hello;

	private final CompletableFuture<Agreement> outcome = new CompletableFuture<>();

	private volatile OptionalLong peerPid = OptionalLong.empty();

	private HostHandshake(MessageConnection connection, Hello hello, Serializer serializer,
			MessageConnection.Handler next) {
		this.connection = connection;
		this.serializer = serializer;
		this.next = next;
		Message message = new Message("", Hello.TYPE, hello);
		this.hello = message.withTx(TransactionIdGenerator.randomUuid().generate(message));
	}

	/**
	 * Starts a connection and sends the greeting.
	 * @param connection the connection, not started yet
	 * @param hello the greeting
	 * @param serializer what to go on with
	 * @param next who gets the messages once both agreed
	 * @return the handshake; its {@link #outcome()} follows
	 */
	public static HostHandshake begin(MessageConnection connection, Hello hello, Serializer serializer,
			MessageConnection.Handler next) {
		HostHandshake handshake = new HostHandshake(connection, hello, serializer, next);
		connection.start(handshake);
		connection.send(handshake.hello, Hello.PAYLOAD);
		return handshake;
	}

	/**
	 * Returns the outcome.
	 * @return completes with what was agreed, or exceptionally with a
	 * {@link RefusedException}, or an {@link IOException} if the connection was lost
	 */
	public CompletableFuture<Agreement> outcome() {
		return this.outcome;
	}

	/**
	 * Returns the other side's process, as it says itself.
	 * @return its process id, empty until both agreed, and if it does not say
	 */
	public OptionalLong peerPid() {
		return this.peerPid;
	}

	/**
	 * Goes on in version 1 with a worker that does not answer the greeting at all.
	 */
	public void assumeVersion1() {
		if (this.serializer instanceof JsonSerializer) {
			agree(Agreement.VERSION_1);
		}
		else {
			refuse("the worker does not answer the handshake, and version 1 of the protocol would be spoken in JSON, "
					+ "not with %s; set protocol to 1 if the worker uses this serializer"
						.formatted(this.serializer.name()));
		}
	}

	@Override
	public @Nullable TypeRef<?> typeOf(String tx, String type) {
		if (!tx.equals(this.hello.tx())) {
			return null;
		}
		return type.equals(Hello.Result.TYPE) ? Hello.Result.PAYLOAD : TypeRef.of(RemoteError.class);
	}

	@Override
	public void onMessage(Message message) {
		if (!message.tx().equals(this.hello.tx())) {
			return;
		}
		Hello.Result result = message.payloadAs(Hello.Result.class);
		RemoteError error = message.payloadAs(RemoteError.class);
		if (result != null) {
			this.peerPid = (result.pid() != null) ? OptionalLong.of(result.pid()) : OptionalLong.empty();
			agree(new Agreement(Math.min(Agreement.LATEST_PROTOCOL, result.protocol()),
					Hello.featuresOf(result.features()), runtimeOf(result)));
		}
		else if (error != null && error.code() == null) {
			if (this.serializer instanceof JsonSerializer) {
				agree(Agreement.VERSION_1);
			}
			else {
				refuse("the worker speaks version 1 of the protocol in JSON, the host uses %s; set protocol to 1 if the worker uses this serializer"
					.formatted(this.serializer.name()));
			}
		}
		else if (error != null && Hello.HOST_PRESENT.equals(error.code())) {
			// It may not have noticed yet that the last connection is closed
			this.outcome.completeExceptionally(new IOException(error.message()));
		}
		else {
			refuse((error != null) ? error.message() : "the answer to the handshake has no payload");
		}
	}

	private static String runtimeOf(Hello.Result result) {
		String runtime = (result.runtime() != null) ? result.runtime() : "";
		return ((result.version() != null) ? runtime + " " + result.version() : runtime).strip();
	}

	private void agree(Agreement agreement) {
		this.connection.agree(agreement, this.serializer, this.next);
		this.outcome.complete(agreement);
	}

	private void refuse(String why) {
		this.outcome.completeExceptionally(new RefusedException(why));
	}

	@Override
	public void onError(MalformedMessageException failure) {
		refuse("the answer to the handshake cannot be read: " + failure.getMessage());
	}

	@Override
	public void onClosed(@Nullable IOException reason) {
		this.outcome.completeExceptionally(
				(reason != null) ? reason : new IOException("the connection was closed during the handshake"));
		this.next.onClosed(reason);
	}

	/**
	 * The other side refused the handshake. Trying again does not help.
	 */
	public static final class RefusedException extends Exception {

		private static final long serialVersionUID = 1L;

		RefusedException(String message) {
			super(message);
		}

	}

}
