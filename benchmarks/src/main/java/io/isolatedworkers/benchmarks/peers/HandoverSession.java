package io.isolatedworkers.benchmarks.peers;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;

/**
 * The limit of workers in threads: two threads that hand a text over and back.
 */
final class HandoverSession implements Session {

	private final SynchronousQueue<String> there = new SynchronousQueue<>();

	private final SynchronousQueue<String> back = new SynchronousQueue<>();

	private final Thread other = new Thread(this::echo, "handover");

	HandoverSession() {
		this.other.start();
	}

	private void echo() {
		try {
			while (true) {
				this.back.put(this.there.take());
			}
		}
		catch (InterruptedException ex) {
			// closed
		}
	}

	@Override
	public String text(String text) throws InterruptedException {
		this.there.put(text);
		return this.back.take();
	}

	@Override
	public CompletableFuture<?> later(String text) {
		throw new UnsupportedOperationException("Two threads hand over one text at a time");
	}

	@Override
	public byte[] bytes(byte[] bytes) {
		throw new UnsupportedOperationException("Only texts are handed over");
	}

	@Override
	public long pid() {
		return ProcessHandle.current().pid();
	}

	@Override
	public void close() throws InterruptedException {
		this.other.interrupt();
		this.other.join();
	}

}
