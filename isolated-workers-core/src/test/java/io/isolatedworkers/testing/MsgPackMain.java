package io.isolatedworkers.testing;

import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;
import io.isolatedworkers.server.WorkerServerOptions;

/**
 * A worker that speaks MessagePack.
 */
public final class MsgPackMain {

	private MsgPackMain() {
	}

	public static void main(String... arguments) {
		WorkerServer.start(Handlers.of(BinaryWorker.class, new BinaryWorker.Impl()),
				WorkerServerOptions.builder().serializer(new MsgPackSerializer()).build());
	}

}
