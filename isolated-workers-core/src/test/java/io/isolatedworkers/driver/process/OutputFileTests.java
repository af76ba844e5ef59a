package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The last lines of a worker that writes to a file.
 */
class OutputFileTests {

	@TempDir
	private Path directory;

	private String tailOf(String content, long start) throws IOException {
		Path file = Files.writeString(this.directory.resolve("log"), content);
		try (OutputTail tail = OutputFile.open(file, start)) {
			Files.delete(file);
			return tail.tailAfter(0);
		}
	}

	@Test
	void theLastLinesAreReadThoughTheFileWasRemoved() throws IOException {
		assertThat(tailOf("first\nsecond\n", 0)).isEqualTo("first\nsecond");
	}

	@Test
	void linesOfAnEarlierWorkerAreLeftOut() throws IOException {
		assertThat(tailOf("first\nsecond\n", "first\n".length())).isEqualTo("second");
	}

	@Test
	void ofALongFileTheLastTwentyWholeLinesAreRead() throws IOException {
		String content = IntStream.range(0, 100_000).mapToObj((i) -> "line " + i).collect(Collectors.joining("\n"));
		assertThat(tailOf(content, 0)).startsWith("line 99980\n").endsWith("\nline 99999");
	}

	@Test
	void whatCannotBePrintedIsReplacedAndALongLineIsCut() throws IOException {
		assertThat(tailOf("\u001b[2J\n" + "x".repeat(1_000_000), 0)).hasSizeLessThan(1_000).endsWith("x…");
		assertThat(tailOf("a\u001bb\r\n", 0)).isEqualTo("a\uFFFDb");
	}

	@Test
	void whatIsNoFileHasNoLines() {
		assertThat(OutputFile.open(this.directory.resolve("missing"), 0)).isSameAs(OutputTail.NONE);
		assertThat(OutputFile.open(this.directory, 0)).isSameAs(OutputTail.NONE);
	}

}
