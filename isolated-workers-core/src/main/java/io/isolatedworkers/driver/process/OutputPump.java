package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reads what a worker prints, so that it never waits for a full pipe, and hands it on
 * line by line. Keeps the last lines for errors. What cannot be printed is replaced; a
 * flood is cut, with a line that says how much was left out.
 */
final class OutputPump implements OutputTail {

	private static final int MAX_LINE_BYTES = 4 * 1024;

	private static final int MAX_LINES_PER_SECOND = 200;

	private final InputStream source;

	private final Consumer<String> lines;

	private final CountDownLatch ended = new CountDownLatch(1);

	private final Deque<String> tail = new ArrayDeque<>();

	private long second;

	private int linesInSecond;

	private long leftOut;

	private OutputPump(InputStream source, Consumer<String> lines) {
		this.source = source;
		this.lines = lines;
	}

	static OutputPump start(String name, InputStream source, Consumer<String> lines) {
		OutputPump pump = new OutputPump(source, lines);
		Thread thread = new Thread(pump::run, "isolated-workers-output-" + name);
		thread.setDaemon(true);
		thread.start();
		return pump;
	}

	private void run() {
		byte[] chunk = new byte[8 * 1024];
		byte[] line = new byte[MAX_LINE_BYTES];
		int length = 0;
		try (this.source) {
			int count;
			while ((count = this.source.read(chunk)) >= 0) {
				for (int i = 0; i < count; i++) {
					if (chunk[i] == '\n') {
						line(line, length);
						length = 0;
					}
					else if (length == MAX_LINE_BYTES) {
						int whole = wholeCharacters(line, length);
						line(line, whole);
						System.arraycopy(line, whole, line, 0, length - whole);
						length -= whole;
					}
					if (chunk[i] != '\n') {
						line[length++] = chunk[i];
					}
				}
			}
		}
		catch (IOException ex) {
			// the pipe was closed because the process is gone
		}
		finally {
			if (length > 0) {
				line(line, length);
			}
			reportLeftOut();
			this.ended.countDown();
		}
	}

	private void line(byte[] bytes, int length) {
		String text = OutputTail.readable(new String(bytes, 0, length, StandardCharsets.UTF_8));
		synchronized (this.tail) {
			this.tail.addLast(OutputTail.shorten(text));
			if (this.tail.size() > LINES) {
				this.tail.removeFirst();
			}
		}
		long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
		if (now != this.second) {
			reportLeftOut();
			this.second = now;
			this.linesInSecond = 0;
		}
		if (this.linesInSecond++ < MAX_LINES_PER_SECOND) {
			handOn(text);
		}
		else {
			this.leftOut++;
		}
	}

	/** A log that fails must not stop the reading: the worker would wait for ever. */
	private void handOn(String text) {
		try {
			this.lines.accept(text);
		}
		catch (RuntimeException | Error ex) {
			System.err.printf("A line of a worker's output could not be logged (%s): %s%n", ex, text);
		}
	}

	/**
	 * How many bytes make whole characters: the rest is the beginning of one in UTF-8.
	 */
	private static int wholeCharacters(byte[] bytes, int length) {
		int start = length - 1;
		while (start > length - 4 && (bytes[start] & 0xC0) == 0x80) {
			start--;
		}
		int lead = bytes[start] & 0xFF;
		int needed = (lead >= 0xF0) ? 4 : (lead >= 0xE0) ? 3 : (lead >= 0xC0) ? 2 : 1;
		return (start + needed > length) ? start : length;
	}

	private void reportLeftOut() {
		if (this.leftOut > 0) {
			handOn("(%,d more lines in one second were left out)".formatted(this.leftOut));
			this.leftOut = 0;
		}
	}

	@Override
	public String tailAfter(long millis) {
		try {
			this.ended.await(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		synchronized (this.tail) {
			return String.join("\n", this.tail).strip();
		}
	}

}
