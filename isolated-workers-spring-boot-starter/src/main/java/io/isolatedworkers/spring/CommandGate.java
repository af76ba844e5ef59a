package io.isolatedworkers.spring;

import java.util.concurrent.CountDownLatch;

import io.isolatedworkers.command.CommandException;
import io.isolatedworkers.command.CommandProblem;

import org.springframework.context.SmartLifecycle;

/**
 * Lets workers in while the application is up. Before, its beans and listeners are not
 * all there, and who asks waits; afterwards they are being destroyed, and an event would
 * count as heard that nobody has listened to. Opens before the pools' phase and closes
 * after it, so that workers can ask and report while their last requests end.
 */
final class CommandGate implements SmartLifecycle {

	static final int PHASE = WorkerPoolsLifecycle.PHASE - 1;

	private final CountDownLatch opened = new CountDownLatch(1);

	private volatile boolean running;

	/**
	 * Returns when the application is up.
	 * @throws CommandException if it stops, or the thread is interrupted
	 */
	void pass() {
		try {
			this.opened.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CommandException(CommandProblem.HOST_AWAY, "The application did not get up", ex);
		}
		if (!this.running) {
			throw new CommandException(CommandProblem.HOST_AWAY, "The application stops", null);
		}
	}

	@Override
	public void start() {
		this.running = true;
		this.opened.countDown();
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
