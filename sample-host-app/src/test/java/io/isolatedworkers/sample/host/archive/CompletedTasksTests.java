package io.isolatedworkers.sample.host.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

import io.isolatedworkers.sample.host.SampleProperties;
import io.isolatedworkers.sample.worker.archive.ArchiveStatus;
import io.isolatedworkers.sample.worker.archive.ArchiveTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a task counts once.
 */
class CompletedTasksTests {

	@TempDir
	private Path directory;

	@Test
	void aTaskIsNotedOnceHoweverOftenItsEndIsTold() throws IOException {
		CompletedTasks tasks = open();
		assertThat(tasks.add(done("one"))).isTrue();
		assertThat(tasks.add(done("one"))).isFalse();
		assertThat(tasks.add(done("two"))).isTrue();
		assertThat(lines()).hasSize(2).allSatisfy((line) -> assertThat(line).contains("DONE", "archived=7"));
		tasks.destroy();
	}

	@Test
	void whatIsNotedOutlivesTheApplication() throws IOException {
		CompletedTasks before = open();
		before.add(done("one"));
		before.destroy();
		CompletedTasks after = open();
		assertThat(after.add(done("one"))).isFalse();
		assertThat(after.add(done("two"))).isTrue();
		assertThat(lines()).hasSize(2);
		after.destroy();
	}

	@Test
	void aLineThatAKilledApplicationDidNotFinishDoesNotCount() throws IOException {
		CompletedTasks before = open();
		before.add(done("one"));
		before.destroy();
		Files.writeString(file(), "two DONE ARCH", StandardOpenOption.APPEND);
		CompletedTasks after = open();
		assertThat(after.add(done("two"))).isTrue();
		assertThat(lines()).hasSize(2);
		assertThat(lines().get(1)).startsWith("two DONE ARCHIVE chat_messages archived=7");
		after.destroy();
	}

	private CompletedTasks open() throws IOException {
		return new CompletedTasks(
				new SampleProperties(this.directory.resolve("data"), 1, "direct", Duration.ofSeconds(1)));
	}

	private Path file() {
		return this.directory.resolve("data").resolve(CompletedTasks.FILE);
	}

	private List<String> lines() throws IOException {
		return Files.readAllLines(file());
	}

	private static ArchiveStatus done(String taskId) {
		return new ArchiveStatus(taskId, "chat_messages", ArchiveTask.Mode.ARCHIVE, ArchiveStatus.State.DONE, 7, 7, 0,
				1, null, null);
	}

}
