package io.isolatedworkers.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.message.CodedError;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.TypeRef;
import org.jspecify.annotations.Nullable;

/**
 * A host with a few commands, and what it logs.
 */
final class CommandFixture {

	static final String TOKEN = "a token for the guest";

	static final MessageType<Text, Text> UPPER = MessageType.of("upper", Text.class, Text.class);

	static final MessageType<List<Shape>, List<Shape>> SHAPES = MessageType.of("shapes", new TypeRef<>() {
	}, new TypeRef<>() {
	});

	static final MessageType<Void, String> WHO = MessageType.withoutPayload("who", String.class);

	static final MessageType<String, Void> FAIL = MessageType.withoutResult("fail", String.class);

	/** A command of the host that the guest may not execute. */
	static final MessageType<Void, String> OTHERS = MessageType.withoutPayload("others", String.class);

	static final MessageType<Void, String> UNKNOWN = MessageType.withoutPayload("unknown", String.class);

	static final CommandPermissions PERMISSIONS = CommandPermissions.none()
		.withCommands("upper", "shapes", "who", "fail", "wait")
		.withConfig("archive.batch", "archive.missing", "archive.api-key")
		.withEvents("archive:")
		.withSessions();

	final Log log = new Log();

	final List<WorkerEvent> events = new CopyOnWriteArrayList<>();

	CommandRouter.Builder router() {
		return CommandRouter.builder()
			.logger(this.log)
			.guest("guest", TOKEN, PERMISSIONS)
			.command(UPPER, (text, worker) -> new Text(text.text().toUpperCase(java.util.Locale.ROOT)))
			.command(SHAPES, (shapes, worker) -> shapes)
			.command(WHO, (nothing, worker) -> worker.toString())
			.command(FAIL, (how, worker) -> {
				if (how.equals("coded")) {
					throw new Coded("the disk is full");
				}
				throw new IllegalStateException("jdbc:secret@internal");
			})
			.command(OTHERS, (nothing, worker) -> "not for you")
			.config(Map.of("archive.batch", "500", "archive.api-key", "s3cret", "other", "x")::get)
			.sessions((id, worker) -> id.equals("s1") ? new Session("s1", "ada", Map.of("role", "admin", "age", "36"))
					: null)
			.events(this.events::add);
	}

	static CommandClient connect(CommandRouter router) {
		return connect(router, CommandClientOptions.defaults());
	}

	static CommandClient connect(CommandRouter router, CommandClientOptions options) {
		return Commands.connect(router.socket(), TOKEN, options.withTimeout(Duration.ofMinutes(5)));
	}

	record Text(String text) {
	}

	@com.fasterxml.jackson.annotation.JsonTypeInfo(use = com.fasterxml.jackson.annotation.JsonTypeInfo.Id.SIMPLE_NAME)
	@com.fasterxml.jackson.annotation.JsonSubTypes(@com.fasterxml.jackson.annotation.JsonSubTypes.Type(Circle.class))
	interface Shape {

	}

	record Circle(int radius) implements Shape {
	}

	static final class Coded extends Exception implements CodedError {

		private static final long serialVersionUID = 1L;

		Coded(String message) {
			super(message);
		}

		@Override
		public String code() {
			return "DISK_FULL";
		}

	}

	/** What was logged. */
	static final class Log implements Logger {

		final List<String> warnings = new CopyOnWriteArrayList<>();

		@Override
		public void debug(String message) {
		}

		@Override
		public void info(String message) {
		}

		@Override
		public void warn(String message, @Nullable Throwable cause) {
			this.warnings.add(message);
		}

		@Override
		public void error(String message, @Nullable Throwable cause) {
			this.warnings.add(message);
		}

		List<String> with(String part) {
			return this.warnings.stream().filter((line) -> line.contains(part)).toList();
		}

	}

}
