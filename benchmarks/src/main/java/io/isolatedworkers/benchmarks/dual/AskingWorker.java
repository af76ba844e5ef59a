package io.isolatedworkers.benchmarks.dual;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.benchmarks.dual.CommandRun.Asking;
import io.isolatedworkers.benchmarks.dual.CommandRun.Offers;
import io.isolatedworkers.benchmarks.dual.CommandRun.Text;
import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.CommandClientOptions;
import io.isolatedworkers.command.Commands;
import io.isolatedworkers.driver.StartupData;

/**
 * The worker that asks its host.
 */
final class AskingWorker implements Asking, AutoCloseable {

	private static final String SHORT = "x".repeat(100);

	private static final String EVENT = "bench:progress";

	/** How many tasks there is progress of. */
	private static final int TASKS = 8;

	/** Between two offers with pauses; longer than the sender needs for one. */
	private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

	/** How many offers with pauses there are for each without. */
	private static final int SHARE_PACED = 200;

	private final CommandClient commands;

	AskingWorker(StartupData startupData) {
		this.commands = Commands.connect(startupData, CommandClientOptions.defaults());
	}

	@Override
	public Text text(Text text) {
		return text;
	}

	@Override
	public double ask(int millis) {
		long[] times = Times.measure(Duration.ofMillis(millis), () -> {
			Text text = this.commands.execute(CommandRun.ECHO, new Text(SHORT));
			if (text == null || text.text().length() != SHORT.length()) {
				throw new IllegalStateException("Another text came back");
			}
		});
		return Times.percentile(times, 50);
	}

	@Override
	public Offers offer(int count) {
		String[] keys = new String[TASKS];
		for (int i = 0; i < TASKS; i++) {
			keys[i] = "task-" + i;
		}
		long start = System.nanoTime();
		for (int i = 0; i < count; i++) {
			offer(keys[i % TASKS], i);
		}
		double mean = (System.nanoTime() - start) / (double) count;
		long[] each = new long[count];
		for (int i = 0; i < count; i++) {
			each[i] = timed(keys[i % TASKS], i);
		}
		long[] paced = new long[count / SHARE_PACED];
		for (int i = 0; i < paced.length; i++) {
			long next = System.nanoTime() + PAUSE_NANOS;
			while (System.nanoTime() < next) {
				Thread.onSpinWait();
			}
			paced[i] = timed(keys[i % TASKS], i);
		}
		return new Offers(mean, Times.percentile(each, 99), Times.percentile(paced, 50), Times.percentile(paced, 99));
	}

	private long timed(String key, int number) {
		long before = System.nanoTime();
		offer(key, number);
		return System.nanoTime() - before;
	}

	private void offer(String key, int number) {
		this.commands.offerEvent(EVENT, key, new Progress(key, ChatMessages.TABLE, number, Integer.MAX_VALUE));
	}

	@Override
	public void close() {
		this.commands.close();
	}

	/**
	 * What an archive worker tells.
	 *
	 * @param taskId of which task
	 * @param collection what is moved
	 * @param archived how many rows are
	 * @param total of how many
	 */
	record Progress(String taskId, String collection, int archived, int total) {
	}

}
