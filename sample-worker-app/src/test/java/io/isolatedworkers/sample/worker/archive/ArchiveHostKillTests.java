package io.isolatedworkers.sample.worker.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.isolatedworkers.sample.worker.archive.ArchiveTask.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hosts that are killed while their worker moves rows. How often is told by the system
 * property {@code archive.kills}.
 */
class ArchiveHostKillTests {

	private static final int KILLS = Integer.getInteger("archive.kills", 3);

	private static final int ROWS = 3_000;

	@TempDir
	Path directory;

	@Test
	void aTaskWhoseHostIsKilledCompletesAtTheNextAndNothingIsLostOrDoubled() throws Exception {
		ArchiveFixture fixture = new ArchiveFixture(this.directory, ROWS);
		long seed = System.nanoTime();
		Random random = new Random(seed);
		int kills = 0;
		for (int move = 0; kills < KILLS; move++) {
			Mode mode = (move % 2 == 0) ? Mode.ARCHIVE : Mode.RESTORE;
			String batchSize = String.valueOf(20 + random.nextInt(200));
			String task = "move-" + move;
			do {
				kill(task, mode, batchSize, random);
				kills++;
			}
			while (kills < KILLS && random.nextBoolean());
			Process host = host(task, mode, batchSize);
			try (BufferedReader output = host.inputReader()) {
				assertThat(readUntil(output, ROWS)).as("seed %d", seed).isEqualTo("done " + ROWS);
				host.getOutputStream().close();
				assertThat(host.waitFor(60, TimeUnit.SECONDS)).isTrue();
			}
			finally {
				host.destroyForcibly();
			}
			fixture.requireAllMoved(mode, "seed " + seed);
		}
	}

	private void kill(String task, Mode mode, String batchSize, Random random) throws Exception {
		Process host = host(task, mode, batchSize);
		try (BufferedReader output = host.inputReader()) {
			readUntil(output, random.nextInt(ROWS));
			// Somewhere inside a batch, not at its end
			LockSupport.parkNanos(random.nextInt(20_000_000));
		}
		finally {
			host.destroyForcibly().waitFor();
		}
	}

	/**
	 * Reads until that many rows are moved.
	 * @return the line that says so
	 */
	private static String readUntil(BufferedReader output, int rows) throws IOException {
		StringBuilder read = new StringBuilder();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			read.append(line).append('\n');
			if (line.startsWith("done ")
					|| (rows < ROWS && line.startsWith("archived ") && Integer.parseInt(line.substring(9)) >= rows)) {
				return line;
			}
		}
		throw new AssertionError("The host ended: " + read);
	}

	private Process host(String task, Mode mode, String batchSize) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-Xmx128m", "-XX:TieredStopAtLevel=1",
				ArchiveHostMain.class.getName(), this.directory.toString(), task, mode.name(), batchSize)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

}
