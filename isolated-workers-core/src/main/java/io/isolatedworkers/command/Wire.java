package io.isolatedworkers.command;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.isolatedworkers.driver.Agreement;
import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.socket.Hello;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The messages of the command path, as {@code docs/protocol.md} describes them. What
 * arrives in the host is {@code null} wherever the other side left it out.
 */
final class Wire {

	/** The largest frame either side takes. */
	static final int MAX_FRAME_BYTES = 8 * 1024 * 1024;

	/** The largest payload of an event, in bytes of JSON. */
	static final int MAX_EVENT_BYTES = 1024 * 1024;

	/** The longest name, key or id, in characters. */
	static final int MAX_NAME_CHARS = 200;

	/** Beside the payload: how many commands led to this request. */
	static final String DEPTH = "command-depth";

	static final String EXECUTE = "execute";

	static final String EMIT_EVENT = "emitEvent";

	static final MessageType<Execute, TypedValue> EXECUTED = MessageType.of(EXECUTE, Execute.class, TypedValue.class);

	static final MessageType<EmitEvent, Void> EMITTED = MessageType.withoutResult(EMIT_EVENT, EmitEvent.class);

	static final MessageType<GetConfig, String> GET_CONFIG = MessageType.of("getConfig", GetConfig.class, String.class);

	static final MessageType<GetSession, Session> GET_SESSION = MessageType.of("getSession", GetSession.class,
			Session.class);

	static final MessageType<NewEvent, Void> EMIT = MessageType.withoutResult(EMIT_EVENT, NewEvent.class);

	private static final TypeRef<NewCommand> NEW_COMMAND = TypeRef.of(NewCommand.class);

	private Wire() {
	}

	/** A command as its client sends it. */
	static <R> MessageType<NewCommand, R> execute(MessageType<?, R> command) {
		return MessageType.of(EXECUTE, NEW_COMMAND, command.resultType());
	}

	/** The first message, as other languages may send it: most may be left out. */
	record Greeting(@Nullable Integer protocol, @Nullable String serializer, @Nullable String token, @Nullable Long pid,
			@Nullable List<String> features) {

		static final TypeRef<Greeting> PAYLOAD = TypeRef.of(Greeting.class);

		/** Bytes stay inside JSON, which every language reads. */
		private static final Set<Feature> FEATURES = EnumSet.of(Feature.DEADLINE, Feature.META, Feature.CANCEL);

		/** What both sides can go on with. */
		Agreement agreement() {
			if (this.protocol == null || this.protocol < Agreement.LATEST_PROTOCOL) {
				return Agreement.VERSION_1;
			}
			Set<Feature> features = Hello.featuresOf((this.features != null) ? this.features : List.of());
			features.retainAll(FEATURES);
			return new Agreement(Agreement.LATEST_PROTOCOL, features, "");
		}

		long pidOr0() {
			return (this.pid != null) ? Math.max(0, this.pid) : 0;
		}

		/** Without the token. */
		@Override
		public String toString() {
			return "greeting of process %d".formatted(pidOr0());
		}

	}

	/** A command as it arrives. */
	record Execute(@Nullable String command, @Nullable JsonNode params) {
	}

	/** A command as it is sent. */
	record NewCommand(String command, @Nullable TypedValue params) {

		static <P> NewCommand of(MessageType<P, ?> command, @Nullable P params) {
			return new NewCommand(command.name(),
					(params != null) ? new TypedValue(params, command.payloadType()) : null);
		}

	}

	/** An event as it arrives. */
	record EmitEvent(@Nullable String event, @Nullable JsonNode payload, @Nullable String id) {
	}

	/** An event as it is sent. */
	record NewEvent(String event, @Nullable Object payload, @Nullable String id) {
	}

	record GetConfig(@Nullable String key) {
	}

	record GetSession(@Nullable String sessionId) {
	}

}
