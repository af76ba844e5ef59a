package io.isolatedworkers.testing;

import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;
import io.isolatedworkers.server.WorkerServerOptions;

/**
 * A worker that insists on CBOR.
 */
public final class CborMain {

	private CborMain() {
	}

	public static void main(String... arguments) {
		WorkerServer.start(Handlers.of(TestWorker.class, new TestWorkerImpl()),
				WorkerServerOptions.builder().serializer(new CborSerializer()).build());
	}

}
