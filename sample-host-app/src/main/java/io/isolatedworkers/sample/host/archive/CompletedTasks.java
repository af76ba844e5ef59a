package io.isolatedworkers.sample.host.archive;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.isolatedworkers.sample.host.SampleProperties;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * What stands for the work that an application does once for each task that has ended,
 * such as sending an invoice: a line in the file {@value #FILE}. A worker tells of an end
 * at least once. To do the work once in effect, what was done has to be kept where it
 * outlives this process, here in the file itself.
 */
@Component
class CompletedTasks implements DisposableBean {

	static final String FILE = "completed-tasks.log";

	private final ReentrantLock lock = new ReentrantLock();

	private final Set<String> known = new HashSet<>();

	private final FileChannel file;

	CompletedTasks(SampleProperties properties) throws IOException {
		Files.createDirectories(properties.dataDirectory());
		Path path = properties.dataDirectory().resolve(FILE);
		this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		load(Files.readString(path));
	}

	/**
	 * A line without its end was being written when a process died: it does not count.
	 */
	private void load(String text) throws IOException {
		String whole = text.substring(0, text.lastIndexOf('\n') + 1);
		whole.lines().forEach((line) -> this.known.add(line.substring(0, line.indexOf(' '))));
		this.file.truncate(whole.getBytes(StandardCharsets.UTF_8).length);
		this.file.position(this.file.size());
	}

	/**
	 * Notes that a task has ended, unless that is noted. When this returns, it is on
	 * disk.
	 * @param task the task
	 * @return whether it was new
	 */
	boolean add(ArchiveStatus task) {
		this.lock.lock();
		try {
			if (this.known.contains(task.taskId())) {
				return false;
			}
			write("%s %s %s %s archived=%d conflicts=%d millis=%d%n".formatted(task.taskId(), task.state(), task.mode(),
					task.collection(), task.archived(), task.conflicts(), task.durationMillis()));
			this.known.add(task.taskId());
			return true;
		}
		catch (IOException ex) {
			// The worker is told that it failed, and tells of the end again
			throw new UncheckedIOException("Could not note that task %s has ended".formatted(task.taskId()), ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void write(String line) throws IOException {
		long end = this.file.position();
		ByteBuffer bytes = StandardCharsets.UTF_8.encode(line);
		try {
			while (bytes.hasRemaining()) {
				this.file.write(bytes);
			}
			this.file.force(false);
		}
		catch (IOException ex) {
			// A part of a line would spoil the next one
			this.file.truncate(end);
			throw ex;
		}
	}

	@Override
	public void destroy() throws IOException {
		this.file.close();
	}

}
