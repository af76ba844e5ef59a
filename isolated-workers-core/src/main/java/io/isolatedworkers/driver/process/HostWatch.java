package io.isolatedworkers.driver.process;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.DisconnectBehavior;

/**
 * Waits for a worker's first host. The first of these ends a worker without one: its time
 * is up, or the process that started it is gone.
 */
final class HostWatch implements Runnable {

	/** How often a worker without a host looks whether its host still lives. */
	private static final long LOOK_MILLIS = 500;

	private final ChildProcessServer server;

	private final ProcessStartupData data;

	private final CountDownLatch over = new CountDownLatch(1);

	HostWatch(ChildProcessServer server, ProcessStartupData data) {
		this.server = server;
		this.data = data;
	}

	/** There is a host, or the worker ends. */
	void stop() {
		this.over.countDown();
	}

	@Override
	public void run() {
		Duration timeout = this.data.hostConnectTimeout();
		long look = timeout.isZero() ? LOOK_MILLIS : Math.min(LOOK_MILLIS, Math.max(1, timeout.toMillis()));
		long started = System.nanoTime();
		// The host is there when it has started this worker, so it is not looked for at
		// once
		while (!isOverWithin(look)) {
			if (!timeout.isZero() && timeout.compareTo(Duration.ofNanos(System.nanoTime() - started)) <= 0) {
				this.server.end("no host connected within %s".formatted(timeout), true);
			}
			else if (this.data.hostPid() > 0 && this.data.disconnectBehavior() != DisconnectBehavior.KEEP_ALIVE
					&& ProcessHandle.of(this.data.hostPid()).isEmpty()) {
				this.server.end("the host (pid %d) is gone".formatted(this.data.hostPid()), true);
			}
		}
	}

	private boolean isOverWithin(long millis) {
		try {
			return this.over.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

}
