package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Measures one peer in this process. A figure is taken after the same time of warming up
 * for every peer.
 */
final class Measure {

	private static final int IN_FLIGHT = 100;

	private static final String SHORT = "x".repeat(100);

	private static final int COLD_REQUESTS = 1_000;

	private final long warmUp;

	private final long measured;

	Measure(boolean quick) {
		this.warmUp = TimeUnit.MILLISECONDS.toNanos(quick ? 1_000 : 4_000);
		this.measured = TimeUnit.MILLISECONDS.toNanos(quick ? 1_000 : 3_000);
	}

	/** Returns the figures of one peer, by the workload. */
	Map<Workload, Double> measure(Peer peer, Set<Workload> wanted) throws Exception {
		Map<Workload, Double> figures = new TreeMap<>();
		long started = System.nanoTime();
		try (Session session = peer.open()) {
			session.text(SHORT);
			if (wanted.contains(Workload.FIRST)) {
				figures.put(Workload.FIRST, (double) (System.nanoTime() - started));
			}
			if (wanted.contains(Workload.MEMORY)) {
				figures.put(Workload.MEMORY, residentBytes(session.pid()));
			}
			if (wanted.contains(Workload.COLD_1000)) {
				long cold = System.nanoTime();
				for (int i = 0; i < COLD_REQUESTS; i++) {
					session.text(SHORT);
				}
				figures.put(Workload.COLD_1000, (double) (System.nanoTime() - cold));
			}
			if (wanted.contains(Workload.RTT) || wanted.contains(Workload.RTT_P99)) {
				long[] times = times(() -> session.text(SHORT));
				figures.put(Workload.RTT, percentile(times, 50));
				figures.put(Workload.RTT_P99, percentile(times, 99));
			}
			median(figures, wanted, Workload.TEXT_100K, () -> session.text("y".repeat(100_000)));
			byte[] small = new byte[100_000];
			median(figures, wanted, Workload.BYTES_100K, () -> session.bytes(small));
			byte[] large = new byte[10_000_000];
			median(figures, wanted, Workload.BYTES_10M, () -> session.bytes(large));
			String text = "z".repeat(10_000_000);
			median(figures, wanted, Workload.TEXT_10M, () -> session.text(text));
			rate(figures, wanted, Workload.RATE_100, session);
			rate(figures, wanted, Workload.RATE_100_CBOR, session);
		}
		return figures;
	}

	private void median(Map<Workload, Double> figures, Set<Workload> wanted, Workload workload, Call call)
			throws Exception {
		if (wanted.contains(workload)) {
			figures.put(workload, percentile(times(call), 50));
		}
	}

	private long[] times(Call call) throws Exception {
		for (long start = System.nanoTime(); System.nanoTime() - start < this.warmUp;) {
			call.run();
		}
		long[] times = new long[1 << 16];
		int count = 0;
		for (long start = System.nanoTime(); System.nanoTime() - start < this.measured;) {
			long before = System.nanoTime();
			call.run();
			if (count == times.length) {
				times = Arrays.copyOf(times, 2 * count);
			}
			times[count] = System.nanoTime() - before;
			count++;
		}
		return Arrays.copyOf(times, count);
	}

	private static double percentile(long[] times, int percent) {
		Arrays.sort(times);
		return times[(int) Math.min(times.length - 1, (long) times.length * percent / 100)];
	}

	private void rate(Map<Workload, Double> figures, Set<Workload> wanted, Workload workload, Session session)
			throws Exception {
		if (wanted.contains(workload)) {
			rate(session, this.warmUp);
			figures.put(workload, rate(session, this.measured));
		}
	}

	private static double rate(Session session, long nanos) throws Exception {
		if (session.isRaw()) {
			return Raw.rate(session, nanos);
		}
		Semaphore free = new Semaphore(IN_FLIGHT);
		AtomicReference<Throwable> failed = new AtomicReference<>();
		long sent = 0;
		long start = System.nanoTime();
		while (System.nanoTime() - start < nanos && failed.get() == null) {
			free.acquire();
			sent++;
			session.later(SHORT).whenComplete((answer, failure) -> {
				if (failure != null) {
					failed.set(failure);
				}
				free.release();
			});
		}
		free.acquire(IN_FLIGHT);
		if (failed.get() != null) {
			throw new IOException("A request failed", failed.get());
		}
		return sent * 1e9 / (System.nanoTime() - start);
	}

	/** As the kernel counts it; Linux only. */
	private static double residentBytes(long pid) throws IOException {
		for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
			if (line.startsWith("VmRSS:")) {
				return Long.parseLong(line.replaceAll("\\D", "")) * 1024.0;
			}
		}
		throw new IOException("The kernel does not tell the resident memory of process " + pid);
	}

	@FunctionalInterface
	private interface Call {

		Object run() throws Exception;

	}

}
