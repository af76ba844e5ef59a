package io.isolatedworkers.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.isolatedworkers.testing.ShortLived;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class DirectoryLockTests {

	private static final String FREE = "free";

	private static final String TAKEN = "taken";

	@TempDir
	Path directory;

	@Test
	void directoryIsForOneAtATimeAndWhoAsksInVainChangesNothing() throws Exception {
		try (DirectoryLock lock = lock(this.directory)) {
			assertThat(lock).isNotNull();
			assertThat(lock(this.directory)).isNull();
			assertThat(anotherProcess()).isEqualTo(TAKEN);
			lock.close();
			assertThat(anotherProcess()).isEqualTo(FREE);
			try (DirectoryLock next = lock(this.directory)) {
				lock.close();
				assertThat(anotherProcess()).isEqualTo(TAKEN);
				assertThat(next).isNotNull();
			}
		}
	}

	@Test
	void linkToTheDirectoryIsTheSameDirectory() throws Exception {
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), this.directory);
		try (DirectoryLock lock = lock(this.directory)) {
			assertThat(lock(link)).isNull();
			assertThat(lock).isNotNull();
		}
	}

	private static @Nullable DirectoryLock lock(Path directory) throws IOException {
		return DirectoryLock.tryLock(directory, "lock");
	}

	private String anotherProcess() throws Exception {
		Process process = new ProcessBuilder(ShortLived.java(Asker.class.getName(), this.directory.toString()))
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String answer = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).isZero();
		return answer;
	}

	/** Asks whether the directory can be had. */
	static final class Asker {

		private Asker() {
		}

		public static void main(String[] arguments) throws IOException {
			try (DirectoryLock lock = lock(Path.of(arguments[0]))) {
				System.out.print((lock != null) ? FREE : TAKEN);
			}
		}

	}

}
