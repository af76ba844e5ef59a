package com.example.workers;

import java.util.Map;

/**
 * A worker that has a state: a static of its class.
 */
public interface CounterWorker {

	/** Counts up. */
	int next();

	long pid();

	String threadName();

	/** What the worker was given beside messages. */
	Map<String, String> data();

	/** Writes to standard output and standard error. */
	String print(String text);

	/** How deep calls can go. */
	int depth();

	Box put(Box box);

}
