package io.isolatedworkers.benchmarks.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is measured, and the goal that this library has set itself for it.
 */
public enum Workload {

	/** One request after the other, 100 characters: the median. */
	RTT(Unit.TIME, Against.RAW, Goal.atMost(1.4)),

	/** The same: the 99th percentile. */
	RTT_P99(Unit.TIME, Against.RAW, Goal.atMost(1.6)),

	/** 100 requests of 100 characters in flight, one worker. */
	RATE_100(Unit.RATE, Against.RAW, Goal.atLeast(1.0)),

	/** The same in CBOR. */
	RATE_100_CBOR(Unit.RATE, Against.RAW, Goal.atLeast(1.2)),

	/** A text of 100 KB there and back: the median. */
	TEXT_100K(Unit.TIME, Against.RAW, Goal.atMost(4)),

	/** 100 KB of bytes there and back: the median. */
	BYTES_100K(Unit.TIME, Against.RAW, Goal.atMost(1.6)),

	/** 10 MB of bytes there and back: the median. */
	BYTES_10M(Unit.TIME, Against.RAW, Goal.atMost(2.5)),

	/** A text of 10 MB there and back: the median. */
	TEXT_10M(Unit.TIME, Against.RAW, Goal.atMost(12)),

	/** From the start of a process to its first answer. */
	FIRST(Unit.TIME, Against.RAW, Goal.atMost((Runtime.version().feature() >= 25) ? 1.3 : 1.5)),

	/** From the death of a worker to the first answer of a warm spare. */
	SPARE(Unit.TIME, Against.FIRST, Goal.atMost(0.1)),

	/** The first thousand requests of two fresh processes. */
	COLD_1000(Unit.TIME, Against.RAW, Goal.atMost(4)),

	/** Resident memory of the other process when idle after its first answer. */
	MEMORY(Unit.BYTES, Against.RAW, Goal.atMost(1.5)),

	/** One request after the other to a worker in a thread: the median. */
	THREADS(Unit.TIME, Against.RAW, Goal.atMost(1.5)),

	/** The same to a pool of one worker, divided by that to one worker alone. */
	POOL_1(Unit.RATIO, Against.CLIENT, Goal.atMost(1.15)),

	/** The same with a pool of 16 workers. */
	POOL_16(Unit.RATIO, Against.CLIENT, Goal.atMost(1.15)),

	/** The same with a pool of 256 workers. */
	POOL_256(Unit.RATIO, Against.CLIENT, Goal.atMost(1.15)),

	/**
	 * A request beside 10, 1,000 and 100,000 unanswered ones: the largest median divided
	 * by the smallest.
	 */
	GROW(Unit.RATIO, Against.NOTHING, Goal.atMost(1.3));

	private final Unit unit;

	private final Against against;

	private final Goal goal;

	Workload(Unit unit, Against against, Goal goal) {
		this.unit = unit;
		this.against = against;
		this.goal = goal;
	}

	/**
	 * Returns what its figures are.
	 * @return the unit
	 */
	public Unit unit() {
		return this.unit;
	}

	/**
	 * Returns what its figures are divided by.
	 * @return the reference
	 */
	public Against against() {
		return this.against;
	}

	/**
	 * Returns what this library's ratio should be.
	 * @return the goal
	 */
	public Goal goal() {
		return this.goal;
	}

	/**
	 * Returns the name that people use.
	 * @return the name in lower case, with hyphens
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Returns what it is in a few words.
	 * @return the words
	 */
	public String words() {
		return switch (this) {
			case RTT -> "round trip of 100 characters, median";
			case RTT_P99 -> "round trip of 100 characters, 99th percentile";
			case RATE_100 -> "100 requests in flight to one worker, JSON";
			case RATE_100_CBOR -> "100 requests in flight to one worker, CBOR";
			case TEXT_100K -> "a text of 100 KB there and back";
			case BYTES_100K -> "100 KB of bytes there and back";
			case BYTES_10M -> "10 MB of bytes there and back";
			case TEXT_10M -> "a text of 10 MB there and back";
			case FIRST -> "from the start of a worker to its first answer";
			case SPARE -> "from a kill to the first answer of a warm spare";
			case COLD_1000 -> "the first thousand requests of two fresh processes";
			case MEMORY -> "resident memory of an idle worker";
			case THREADS -> "round trip to a worker in a thread";
			case POOL_1 -> "round trip through a pool of one worker in a thread";
			case POOL_16 -> "round trip through a pool of 16 workers in threads";
			case POOL_256 -> "round trip through a pool of 256 workers in threads";
			case GROW -> "round trip beside 10, 1,000 and 100,000 pending requests";
		};
	}

	/**
	 * Returns the workloads whose figures are taken from the same two processes, because
	 * they come from the same times, or because the next one is warm by the one before.
	 * @return this workload and the others, in the order in which they run
	 */
	public List<Workload> together() {
		return switch (this) {
			case RTT, RTT_P99 -> List.of(RTT, RTT_P99);
			case TEXT_100K, TEXT_10M -> List.of(TEXT_100K, TEXT_10M);
			case BYTES_100K, BYTES_10M -> List.of(BYTES_100K, BYTES_10M);
			default -> List.of(this);
		};
	}

	/**
	 * Returns how often a figure is taken in a round. A figure of a single event varies
	 * more than one of many.
	 * @return the number of times, each of fresh processes
	 */
	public int takes() {
		return (this == COLD_1000) ? 3 : 1;
	}

	/**
	 * Returns the names of several workloads.
	 * @param workloads the workloads
	 * @return their names with commas between them
	 */
	public static String labels(List<Workload> workloads) {
		return workloads.stream().map(Workload::label).collect(Collectors.joining(","));
	}

	/**
	 * Finds a workload by the name that people use.
	 * @param label the name
	 * @return the workload, empty if there is none of that name
	 */
	public static Optional<Workload> ofLabel(String label) {
		return Arrays.stream(values()).filter((workload) -> workload.label().equals(label)).findFirst();
	}

	/** What a figure is. */
	public enum Unit {

		/** Nanoseconds. */
		TIME,

		/** Messages a second. */
		RATE,

		/** Bytes. */
		BYTES,

		/** A ratio already. */
		RATIO

	}

	/** What a figure is divided by: one of the same round, or nothing more. */
	public enum Against {

		/** The raw limit in the same workload. */
		RAW,

		/** This library's own first answer. */
		FIRST,

		/**
		 * One worker in a thread of the same process, in turns: the figure is a ratio.
		 */
		CLIENT,

		/** Nothing: the figure is a ratio. */
		NOTHING

	}

	/**
	 * What a ratio should be.
	 *
	 * @param isMinimum whether it is at least the limit, otherwise at most
	 * @param limit the limit
	 */
	public record Goal(boolean isMinimum, double limit) {

		static Goal atLeast(double limit) {
			return new Goal(true, limit);
		}

		static Goal atMost(double limit) {
			return new Goal(false, limit);
		}

		/**
		 * Reads what {@link #toString()} wrote.
		 * @param text the text
		 * @return the goal
		 * @throws IllegalArgumentException if it is none
		 */
		public static Goal parse(String text) {
			int limit = text.lastIndexOf(' ') + 1;
			Goal goal = new Goal(text.startsWith("at least"), Double.parseDouble(text.substring(limit)));
			if (!goal.toString().equals(text)) {
				throw new IllegalArgumentException("'%s' is no goal".formatted(text));
			}
			return goal;
		}

		/**
		 * Whether a ratio meets the goal.
		 * @param ratio the ratio
		 * @return {@code true} if it does
		 */
		public boolean isMetBy(double ratio) {
			return this.isMinimum ? ratio >= this.limit : ratio <= this.limit;
		}

		@Override
		public String toString() {
			return "%s %s".formatted(this.isMinimum ? "at least" : "at most", this.limit);
		}

	}

}
