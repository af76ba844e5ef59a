package io.isolatedworkers.testing;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.isolatedworkers.driver.SharedBuffer;
import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.message.Direction;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;
import io.isolatedworkers.server.WorkerServerOptions;

/**
 * A main class for threads. Its first argument says how it behaves.
 */
public final class ThreadMain {

	/**
	 * Answers the arguments of the main method, the request's meta, and the context class
	 * loader of the middleware.
	 */
	public static final MessageType<Void, List<String>> ARGUMENTS = MessageType.of("arguments", TypeRef.of(Void.class),
			new TypeRef<>() {
			});

	/** Closes the server that answers it. */
	public static final MessageType<Void, String> CLOSE = MessageType.of("close", Void.class, String.class);

	/** Reports a number of times, and answers it. */
	public static final MessageType<Integer, Integer> REPORT = MessageType.of("report", Integer.class, Integer.class);

	/** Requests may come before the server is known here. */
	private static final CompletableFuture<WorkerServer> SERVER = new CompletableFuture<>();

	/** What the middleware saw as its context class loader when a request arrived. */
	private static volatile String context = "";

	private ThreadMain() {
	}

	public static void main(String... arguments) throws Exception {
		switch (arguments[0]) {
			case "throws" -> throw new IllegalArgumentException("no brush", new IllegalStateException("no money"));
			case "returns" -> {
			}
			case "hangs" -> new CountDownLatch(1).await();
			case "waits" -> new Neighbour.Impl()
				.stuckUntil(new ThreadDriver().startupData().workerData(TypeRef.of(SharedBuffer.class)));
			case "other-driver" -> WorkerServer.start(Handlers.builder().build());
			case "cbor" ->
				WorkerServer.start(Handlers.builder().build(), options().serializer(new CborSerializer()).build());
			default -> serve(arguments);
		}
	}

	private static WorkerServerOptions.Builder options() {
		return WorkerServerOptions.builder().driver(new ThreadDriver());
	}

	private static void serve(String... arguments) {
		Handlers handlers = Handlers.builder()
			.on(ARGUMENTS,
					(none, context) -> List.of(String.join(" ", arguments), String.valueOf(context.meta()),
							ThreadMain.context))
			.on(CLOSE, (none, context) -> {
				SERVER.join().close();
				return "closed";
			})
			.on(REPORT, (number, context) -> {
				for (int i = 0; i < number; i++) {
					context.progress(i);
				}
				return number;
			})
			.build();
		SERVER.complete(WorkerServer.start(handlers, options().middleware((message, direction) -> {
			context = String.valueOf(Thread.currentThread().getContextClassLoader());
			return message.withMeta("worker",
					message.meta().getOrDefault("worker", "") + ((direction == Direction.RECEIVE) ? "in" : "out"));
		}).build()));
	}

}
