package io.isolatedworkers.testing;

import java.util.List;

import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;

/**
 * A worker with a main class of its own that answers by message types.
 */
public final class TestMain {

	/** Answers the arguments of the main method. */
	public static final MessageType<Void, List<String>> ARGUMENTS = MessageType.of("arguments", TypeRef.of(Void.class),
			new TypeRef<>() {
			});

	private TestMain() {
	}

	public static void main(String... arguments) {
		WorkerServer.start(Handlers.builder().on(ARGUMENTS, (none, context) -> List.of(arguments)).build());
	}

}
