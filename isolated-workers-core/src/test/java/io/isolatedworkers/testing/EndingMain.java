package io.isolatedworkers.testing;

import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.isolatedworkers.driver.thread.ThreadDriver;
import io.isolatedworkers.server.WorkerMain;
import io.isolatedworkers.server.WorkerServer;

/**
 * Serves an implementation in a thread, and closes its own server when its main thread is
 * interrupted. Arguments: the implementation and its contract.
 */
public final class EndingMain {

	private EndingMain() {
	}

	public static void main(String... arguments) throws ReflectiveOperationException {
		WorkerServer server = WorkerMain
			.serve(List.of("--driver=" + ThreadDriver.class.getName(), arguments[0], arguments[1]));
		try {
			new CountDownLatch(1).await();
		}
		catch (InterruptedException ex) {
			server.close();
		}
	}

}
