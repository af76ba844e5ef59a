package com.example.workers;

import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;
import io.isolatedworkers.server.WorkerServerOptions;

/**
 * A worker whose serializer has the name of the host's and another format.
 */
public final class OtherJsonWorker {

	private OtherJsonWorker() {
	}

	public static void main(String... arguments) {
		WorkerServer.start(Handlers.builder().contract(ImageWorker.class, new ImageWorkerImpl()).build(),
				WorkerServerOptions.builder().serializer(new JsonSerializer()).build());
	}

	static final class JsonSerializer extends HouseSerializer {

	}

}
