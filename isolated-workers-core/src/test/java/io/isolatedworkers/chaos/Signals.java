package io.isolatedworkers.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.isolatedworkers.testing.Processes;

/**
 * Kills, stops and continues children of this process, those included that are starting.
 */
final class Signals {

	private final Random random;

	private final List<Long> stopped = new ArrayList<>();

	Signals(Random random) {
		this.random = random;
	}

	void kill() {
		long pid = anyChild();
		if (pid > 0) {
			Processes.kill(pid);
		}
	}

	void stop() throws IOException, InterruptedException {
		long pid = anyChild();
		if (pid > 0) {
			Processes.send("STOP", pid);
			this.stopped.add(pid);
		}
	}

	/** Continues the child that has been stopped for the longest time. */
	void resume() throws IOException, InterruptedException {
		if (!this.stopped.isEmpty()) {
			resume(this.stopped.remove(0));
		}
	}

	void resumeAll() throws IOException, InterruptedException {
		while (!this.stopped.isEmpty()) {
			resume();
		}
	}

	private static void resume(long pid) throws IOException, InterruptedException {
		if (Processes.isAlive(pid)) {
			Processes.send("CONT", pid);
		}
	}

	private long anyChild() {
		List<Long> children = ProcessHandle.current()
			.children()
			.filter(ProcessHandle::isAlive)
			.map(ProcessHandle::pid)
			.toList();
		return children.isEmpty() ? 0 : children.get(this.random.nextInt(children.size()));
	}

}
