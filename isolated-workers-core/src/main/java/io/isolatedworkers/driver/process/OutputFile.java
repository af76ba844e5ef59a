package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A file that a worker writes its output to. Kept open while the worker is watched,
 * because a worker that ends may remove it before its last lines are asked for.
 */
final class OutputFile implements OutputTail {

	/** Room for the lines that are kept. */
	private static final int TAIL_BYTES = 16 * 1024;

	private final Path path;

	/** Absent while it is released. */
	private @Nullable FileChannel file;

	/** Where the worker's own output begins. */
	private final long start;

	private OutputFile(Path path, FileChannel file, long start) {
		this.path = path;
		this.file = file;
		this.start = start;
	}

	/** Opens a file that the worker writes to; what is none cannot be read. */
	static OutputTail open(Path path, long start) {
		try {
			// To open a pipe would wait for somebody who writes to it
			return Files.isRegularFile(path) ? new OutputFile(path, FileChannel.open(path), start) : NONE;
		}
		catch (IOException ex) {
			return NONE;
		}
	}

	@Override
	public synchronized String tailAfter(long millis) {
		try {
			FileChannel file = this.file;
			if (file == null) {
				file = FileChannel.open(this.path);
				this.file = file;
			}
			long from = Math.max(this.start, file.size() - TAIL_BYTES);
			ByteBuffer bytes = ByteBuffer.allocate(TAIL_BYTES);
			int count = file.read(bytes, from);
			String text = new String(bytes.array(), 0, Math.max(0, count), StandardCharsets.UTF_8);
			// Unless all is there, the first line has no beginning
			String whole = (from > this.start) ? text.substring(text.indexOf('\n') + 1) : text;
			List<String> lines = whole.lines().toList();
			return lines.subList(Math.max(0, lines.size() - LINES), lines.size())
				.stream()
				.map((line) -> OutputTail.shorten(OutputTail.readable(line)))
				.collect(Collectors.joining("\n"))
				.strip();
		}
		catch (IOException ex) {
			return "";
		}
	}

	@Override
	public synchronized void close() {
		try {
			if (this.file != null) {
				this.file.close();
			}
		}
		catch (IOException ex) {
			// was only read
		}
		this.file = null;
	}

}
