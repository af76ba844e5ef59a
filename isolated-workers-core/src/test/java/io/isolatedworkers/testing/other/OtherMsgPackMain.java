package io.isolatedworkers.testing.other;

import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;
import io.isolatedworkers.server.WorkerServerOptions;
import io.isolatedworkers.testing.BinaryWorker;

/**
 * A worker whose serializer is called like another.
 */
public final class OtherMsgPackMain {

	private OtherMsgPackMain() {
	}

	public static void main(String... arguments) {
		WorkerServer.start(Handlers.of(BinaryWorker.class, new BinaryWorker.Impl()),
				WorkerServerOptions.builder().serializer(new MsgPackSerializer()).build());
	}

}
