package io.isolatedworkers.benchmarks;

import java.util.Locale;

/**
 * What is measured. Times are in nanoseconds, rates in messages a second, memory in
 * bytes.
 */
enum Workload {

	/** One request after the other, 100 characters: the median. */
	RTT,

	/** The same: the 99th percentile. */
	RTT_P99,

	/** 100 requests in flight. */
	RATE_100,

	/** The same in a binary format. */
	RATE_100_CBOR,

	/** A text of 100 KB there and back. */
	TEXT_100K,

	/** Bytes, 100 KB there and back. */
	BYTES_100K,

	/** Bytes, 10 MB there and back. */
	BYTES_10M,

	/** A text of 10 MB there and back. */
	TEXT_10M,

	/** From the start of the process to its first answer. */
	FIRST,

	/** The first thousand requests of two fresh processes. */
	COLD_1000,

	/** Resident memory of the other process after its first answer. */
	MEMORY;

	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	static Workload ofLabel(String label) {
		return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
	}

	/** Whether more is better. */
	boolean isRate() {
		return this == RATE_100 || this == RATE_100_CBOR;
	}

}
