package io.isolatedworkers.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Takes the figures of one peer that are taken together. A program of its own, so that
 * they are of fresh processes.
 */
public final class Measure {

	private static final int IN_FLIGHT = 100;

	private static final String SHORT = "x".repeat(100);

	private static final int COLD_REQUESTS = 1_000;

	/** What a median needs to be one. */
	private static final int LEAST_CALLS = 3;

	private static final int[] UNANSWERED = { 10, 1_000, 100_000 };

	/** How long one of two goes on before it is the other's turn. */
	private static final Duration TURN = Duration.ofMillis(20);

	/** How long a process settles before its memory is read. */
	private static final Duration IDLE = Duration.ofMillis(500);

	private final JvmPeer peer;

	private final Workload workload;

	private final Timing timing;

	/** Of the short text; several figures come from them. */
	private long @Nullable [] roundTrips;

	private Measure(JvmPeer peer, Workload workload, Timing timing) {
		this.peer = peer;
		this.workload = workload;
		this.timing = timing;
	}

	/**
	 * Measures and prints a line for each figure.
	 * @param arguments the peer, the workloads with commas between them, and
	 * {@code quick} or {@code full}
	 */
	public static void main(String... arguments) {
		ParentProcess.endWithIt();
		int code = 1;
		try {
			List<Workload> workloads = new ArrayList<>();
			for (String label : arguments[1].split(",")) {
				workloads.add(Workload.ofLabel(label).orElseThrow());
			}
			Measure measure = new Measure(Peers.named(arguments[0]), workloads.get(0),
					Timing.of(arguments[2].equals("quick")));
			measure.run(workloads);
			code = 0;
		}
		catch (Exception | LinkageError ex) {
			ex.printStackTrace();
		}
		// A peer may leave threads, and a failure its process
		System.exit(code);
	}

	private void run(List<Workload> workloads) throws Exception {
		if (this.workload == Workload.FIRST) {
			print(this.workload, first());
			return;
		}
		if (this.workload == Workload.SPARE) {
			print(this.workload, spare());
			return;
		}
		try (Session session = this.peer.opener().open(this.workload)) {
			for (Workload each : workloads) {
				print(each, figure(session, each));
			}
		}
	}

	private static void print(Workload workload, double figure) {
		System.out.println("figure " + workload.label() + " " + figure);
	}

	private double figure(Session session, Workload workload) throws Exception {
		return switch (workload) {
			case RTT, THREADS -> median(roundTrips(session));
			case RTT_P99 -> percentile(roundTrips(session), 99);
			case RATE_100, RATE_100_CBOR -> rate(session);
			case TEXT_100K -> texts(session, 100_000);
			case TEXT_10M -> texts(session, 10_000_000);
			case BYTES_100K -> bytes(session, 100_000);
			case BYTES_10M -> bytes(session, 10_000_000);
			case COLD_1000 -> cold(session);
			case MEMORY -> memory(session);
			case POOL_1, POOL_16, POOL_256 -> beside(session, Workload.THREADS);
			case GROW -> growth(session);
			case FIRST, SPARE -> throw new IllegalStateException(workload + " needs no session");
		};
	}

	private long[] roundTrips(Session session) throws Exception {
		if (this.roundTrips == null) {
			this.roundTrips = times(() -> session.text(SHORT));
		}
		return this.roundTrips;
	}

	/** The side that calls is warm: a worker is started by a host that runs. */
	private double first() throws Exception {
		long[] times = new long[this.timing.starts()];
		int count = 0;
		long begin = System.nanoTime();
		for (int i = -1; i < times.length && !(i >= this.timing.leastStarts()
				&& System.nanoTime() - begin > this.timing.starting().toNanos()); i++) {
			long start = System.nanoTime();
			try (Session session = this.peer.opener().open(this.workload)) {
				session.text(SHORT);
				if (i >= 0) {
					times[i] = System.nanoTime() - start;
					count++;
				}
			}
		}
		return median(Arrays.copyOf(times, count));
	}

	private double spare() throws Exception {
		long[] times = new long[this.timing.starts()];
		try (SparePool pool = SparePool.open()) {
			for (int i = -1; i < times.length; i++) {
				long nanos = pool.takeOver(SHORT);
				if (i >= 0) {
					times[i] = nanos;
				}
			}
		}
		return median(times);
	}

	private double rate(Session session) throws Exception {
		double best = 0;
		for (InFlight way : session.ways()) {
			this.timing.warmUp((slice) -> 1 / session.rate(way, SHORT, IN_FLIGHT, slice));
			best = Math.max(best, session.rate(way, SHORT, IN_FLIGHT, this.timing.measured()));
		}
		return best;
	}

	private double texts(Session session, int characters) throws Exception {
		String text = "y".repeat(characters);
		return median(times(() -> session.text(text)));
	}

	private double bytes(Session session, int count) throws Exception {
		byte[] bytes = new byte[count];
		return median(times(() -> session.bytes(bytes)));
	}

	private static double cold(Session session) throws Exception {
		long start = System.nanoTime();
		for (int i = 0; i < COLD_REQUESTS; i++) {
			session.text(SHORT);
		}
		return System.nanoTime() - start;
	}

	/** As the kernel counts it; Linux only. */
	private static double memory(Session session) throws Exception {
		session.text(SHORT);
		Thread.sleep(IDLE.toMillis());
		for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(session.pid()), "status"))) {
			if (line.startsWith("VmRSS:")) {
				return Long.parseLong(line.replaceAll("\\D", "")) * 1024.0;
			}
		}
		throw new IOException("The kernel does not tell the resident memory of process " + session.pid());
	}

	private double growth(Session session) throws Exception {
		// The first of the three must not pay for the compiler
		times(() -> session.text(SHORT));
		double least = Double.MAX_VALUE;
		double most = 0;
		int unanswered = 0;
		for (int wanted : UNANSWERED) {
			while (unanswered < wanted) {
				session.unanswered(SHORT);
				unanswered++;
			}
			double cost = median(times(() -> session.text(SHORT)));
			least = Math.min(least, cost);
			most = Math.max(most, cost);
		}
		return most / least;
	}

	/**
	 * Divides by what another workload takes in the same process. The two take turns: how
	 * long threads take to hand over depends on the cores that the kernel gives them, and
	 * that changes.
	 */
	private double beside(Session session, Workload other) throws Exception {
		try (Session beside = this.peer.opener().open(other)) {
			this.timing.warmUp((slice) -> turn(session, slice.dividedBy(2)) + turn(beside, slice.dividedBy(2)));
			double[] ratios = new double[(int) this.timing.measured().dividedBy(TURN)];
			for (int i = 0; i < ratios.length; i++) {
				ratios[i] = turn(session, TURN) / turn(beside, TURN);
			}
			Arrays.sort(ratios);
			return ratios[ratios.length / 2];
		}
	}

	private static double turn(Session session, Duration duration) throws Exception {
		return median(repeat(() -> session.text(SHORT), duration));
	}

	private long[] times(Call call) throws Exception {
		this.timing.warmUp((slice) -> median(repeat(call, slice)));
		return repeat(call, this.timing.measured());
	}

	private static long[] repeat(Call call, Duration duration) throws Exception {
		long[] times = new long[1 << 16];
		int count = 0;
		long end = System.nanoTime() + duration.toNanos();
		// Not less than that, however slow it is
		do {
			long before = System.nanoTime();
			call.run();
			if (count == times.length) {
				times = Arrays.copyOf(times, 2 * count);
			}
			times[count] = System.nanoTime() - before;
			count++;
		}
		while (count < LEAST_CALLS || System.nanoTime() - end < 0);
		return Arrays.copyOf(times, count);
	}

	private static double median(long[] times) {
		return percentile(times, 50);
	}

	private static double percentile(long[] times, int percent) {
		Arrays.sort(times);
		return times[(int) Math.min(times.length - 1, (long) times.length * percent / 100)];
	}

	@FunctionalInterface
	private interface Call {

		Object run() throws Exception;

	}

}
