package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.ServerListener;
import io.isolatedworkers.driver.ServerSettings;
import io.isolatedworkers.message.Message;
import io.isolatedworkers.message.RemoteError;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.MalformedMessageException;
import io.isolatedworkers.serializer.Serializer;
import io.isolatedworkers.socket.Hello;
import io.isolatedworkers.socket.MessageConnection;
import org.jspecify.annotations.Nullable;

/**
 * A process that connected: a stranger until it has proved that it is the host.
 */
final class ConnectedHost implements MessageConnection.Handler {

	private final ChildProcessServer server;

	private final ProcessStartupData data;

	private final ServerSettings settings;

	private final MessageConnection connection;

	private final ServerListener listener;

	private volatile boolean admitted;

	ConnectedHost(ChildProcessServer server, ProcessStartupData data, ServerSettings settings,
			MessageConnection connection, ServerListener listener) {
		this.server = server;
		this.data = data;
		this.settings = settings;
		this.connection = connection;
		this.listener = listener;
	}

	/** Goes on in version 1, which knows no greeting. */
	void admitWithoutGreeting() throws IOException {
		this.connection.agree(Agreement.VERSION_1, this.settings.serializer(), this);
		if (!this.server.awaitPlace(this)) {
			throw new IOException("another host is connected to this worker");
		}
		admit();
	}

	boolean isAdmitted() {
		return this.admitted;
	}

	MessageConnection connection() {
		return this.connection;
	}

	@Override
	public @Nullable TypeRef<?> typeOf(String tx, String type) {
		if (this.admitted) {
			return this.listener.typeOf(tx, type);
		}
		if (type.equals(Hello.TYPE)) {
			return Hello.PAYLOAD;
		}
		return mayComeWithoutGreeting() ? this.listener.typeOf(tx, type) : null;
	}

	/**
	 * A host that gave no token is one that speaks version 1 and sends no greeting.
	 */
	private boolean mayComeWithoutGreeting() {
		return this.data.token() == null;
	}

	@Override
	public void onMessage(Message message) {
		if (this.admitted) {
			this.listener.onMessage(message);
			return;
		}
		Hello hello = message.payloadAs(Hello.class);
		if (hello != null) {
			greet(message, hello);
		}
		else if (mayComeWithoutGreeting()) {
			if (takePlace()) {
				this.connection.agree(Agreement.VERSION_1, this.settings.serializer(), this);
				admit();
				this.listener.onMessage(message);
			}
			else {
				this.connection.close();
			}
		}
		else {
			refuse(message, "HANDSHAKE_REQUIRED", "The worker expects %s first".formatted(Hello.TYPE));
		}
	}

	private void greet(Message message, Hello hello) {
		Serializer own = this.settings.serializer();
		if (!sameSecret(this.data.token(), hello.token())) {
			refuse(message, "TOKEN_MISMATCH", "The token is not the one this worker was started with");
		}
		else if (!own.name().equals(hello.serializer())) {
			refuse(message, "SERIALIZER_MISMATCH", ChildProcessServer.mismatch(hello.serializer(), own.name()));
		}
		else if (hello.format() != null && !own.formatId().equals(hello.format())) {
			refuse(message, "SERIALIZER_MISMATCH",
					"Serializer mismatch: both sides use a class of the name %s, but host uses %s, worker uses %s"
						.formatted(own.name(), hello.format(), own.formatId()));
		}
		else if (takePlace()) {
			accept(message, hello, own);
		}
		else {
			refuse(message, Hello.HOST_PRESENT, "Another host is connected to this worker");
		}
	}

	private void accept(Message message, Hello hello, Serializer own) {
		List<String> features = new ArrayList<>(Hello.featuresWith(own));
		features.retainAll(hello.features());
		Agreement agreement = new Agreement(Math.min(Agreement.LATEST_PROTOCOL, hello.protocol()),
				Hello.featuresOf(features), "");
		this.connection.send(new Message(message.tx(), Hello.Result.TYPE, new Hello.Result(agreement.protocol(),
				features, this.server.pid(), "java", System.getProperty("java.version"))), Hello.Result.PAYLOAD);
		this.connection.agree(agreement, own, this);
		admit();
	}

	/** Becomes the one host, unless there is one or the worker ends. */
	private boolean takePlace() {
		return this.server.takePlace(this);
	}

	private void admit() {
		this.admitted = true;
		this.server.hostAdmitted();
		this.listener.onConnect();
	}

	private void refuse(Message message, String code, String why) {
		this.settings.logger().warn("A host was refused: " + why);
		this.connection.send(new Message(message.tx(), message.type() + "Error", RemoteError.of("Error", why, code)),
				TypeRef.of(RemoteError.class));
		this.connection.close();
	}

	@Override
	public void onError(MalformedMessageException failure) {
		if (this.admitted) {
			this.listener.onError(failure);
		}
		else {
			this.settings.logger().warn("A connection was refused: " + failure.getMessage());
			this.connection.close();
		}
	}

	@Override
	public void onClosed(@Nullable IOException reason) {
		boolean last = this.settings.disconnectBehavior() == DisconnectBehavior.SHUTDOWN;
		if (!this.server.leavePlace(this, last)) {
			return;
		}
		if (reason != null) {
			this.settings.logger().warn("The connection to the host broke: " + reason.getMessage());
		}
		this.listener.onDisconnect();
		if (last) {
			this.server.end("the host disconnected", true);
		}
	}

	private static boolean sameSecret(@Nullable String expected, @Nullable String shown) {
		return expected == null || (shown != null && MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8),
				shown.getBytes(StandardCharsets.UTF_8)));
	}

}
