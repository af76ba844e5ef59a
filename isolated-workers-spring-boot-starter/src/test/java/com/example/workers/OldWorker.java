package com.example.workers;

import io.isolatedworkers.server.Handlers;
import io.isolatedworkers.server.WorkerServer;

/**
 * A worker with a main class of its own.
 */
public final class OldWorker {

	private OldWorker() {
	}

	public static void main(String... arguments) {
		WorkerServer.start(Handlers.builder().contract(ImageWorker.class, new ImageWorkerImpl()).build());
	}

}
