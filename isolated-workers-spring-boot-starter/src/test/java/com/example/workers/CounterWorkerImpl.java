package com.example.workers;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs in the tests' workers, as a process or in threads.
 */
public class CounterWorkerImpl implements CounterWorker {

	static final AtomicInteger count = new AtomicInteger();

	private final Map<String, String> data;

	public CounterWorkerImpl() {
		this(Map.of());
	}

	public CounterWorkerImpl(Map<String, String> data) {
		this.data = data;
	}

	@Override
	public int next() {
		return count.incrementAndGet();
	}

	@Override
	public long pid() {
		return ProcessHandle.current().pid();
	}

	@Override
	public String threadName() {
		return Thread.currentThread().getName();
	}

	@Override
	public Map<String, String> data() {
		return this.data;
	}

	@Override
	public String print(String text) {
		System.out.println("out " + text);
		System.err.println("err " + text);
		return text;
	}

	@Override
	public int depth() {
		AtomicInteger depth = new AtomicInteger();
		try {
			descend(depth);
		}
		catch (StackOverflowError ex) {
			// is counted
		}
		return depth.get();
	}

	private static void descend(AtomicInteger depth) {
		depth.incrementAndGet();
		descend(depth);
	}

	@Override
	public Box put(Box box) {
		box.setContent("from " + Thread.currentThread().getName());
		return box;
	}

}
