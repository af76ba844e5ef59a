package io.isolatedworkers.driver.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a worker prints, line by line.
 */
class OutputPumpTests {

	private static final long PATIENCE_MILLIS = 20_000;

	private final List<String> lines = new CopyOnWriteArrayList<>();

	@Test
	void linesAreHandedOnOneByOne() {
		assertThat(pump("one\ntwo\r\n\n  three\t3")).isEqualTo("one\ntwo\n\n  three\t3");
		assertThat(this.lines).containsExactly("one", "two", "", "  three\t3");
	}

	@Test
	void aLineIsHandedOnAsSoonAsItIsWhole() throws IOException {
		try (PipedOutputStream out = new PipedOutputStream(); PipedInputStream in = new PipedInputStream(out)) {
			OutputPump pump = OutputPump.start("test", in, this.lines::add);
			out.write("whole\nhalf".getBytes(StandardCharsets.UTF_8));
			out.flush();
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !this.lines.isEmpty());
			assertThat(this.lines).containsExactly("whole");
			assertThat(pump.tailAfter(0)).isEqualTo("whole");
			out.close();
			assertThat(pump.tailAfter(PATIENCE_MILLIS)).isEqualTo("whole\nhalf");
		}
	}

	@Test
	void nothingPrintedIsNothingHandedOn() {
		assertThat(pump("")).isEmpty();
		assertThat(this.lines).isEmpty();
	}

	@Test
	void textIsUtf8AlsoWhereAReadCutsACharacter() {
		assertThat(pump(new OneByOne("grün € \uD83D\uDE00\n".getBytes(StandardCharsets.UTF_8))))
			.isEqualTo("grün € \uD83D\uDE00");
	}

	@Test
	void binaryNoiseBecomesReadableLines() {
		byte[] noise = new byte[100_000];
		new Random(1).nextBytes(noise);
		assertThat(pump(new ByteArrayInputStream(noise))).isNotEmpty();
		assertThat(this.lines).isNotEmpty();
		assertThat(String.join("", this.lines).chars()).noneMatch((c) -> Character.isISOControl(c) && c != '\t');
	}

	@Test
	void controlCharactersCannotDriveATerminal() {
		pump("\u001B[2Jgone\u0000\b\u009Bx\n");
		assertThat(this.lines).containsExactly("\uFFFD[2Jgone\uFFFD\uFFFD\uFFFDx");
	}

	@Test
	void aVeryLongLineIsHandedOnInPieces() {
		String tail = pump("a".repeat(4 * 1024) + "\n" + "b".repeat(10_000) + "\nc\n");
		assertThat(this.lines).containsExactly("a".repeat(4096), "b".repeat(4096), "b".repeat(4096),
				"b".repeat(10_000 - 2 * 4096), "c");
		assertThat(tail.lines()).containsExactly("a".repeat(500) + "…", "b".repeat(500) + "…", "b".repeat(500) + "…",
				"b".repeat(500) + "…", "c");
	}

	@Test
	void aFloodIsCutWithALineThatSaysSo() {
		int printed = 100_000;
		String flood = IntStream.range(0, printed).mapToObj((i) -> "line " + i + "\n").collect(Collectors.joining());
		String tail = pump(flood);
		List<String> notes = this.lines.stream().filter((line) -> line.startsWith("(")).toList();
		assertThat(notes).isNotEmpty().allMatch((note) -> note.endsWith("more lines in one second were left out)"));
		long leftOut = notes.stream().mapToLong((note) -> Long.parseLong(note.replaceAll("\\D", ""))).sum();
		assertThat(this.lines.size() - notes.size() + leftOut).isEqualTo(printed);
		assertThat(tail.lines()).hasSize(20).last().isEqualTo("line 99999");
	}

	@Test
	void theTailIsTheLastTwentyLines() {
		String tail = pump(IntStream.range(0, 50).mapToObj((i) -> i + "\n").collect(Collectors.joining()));
		assertThat(tail.lines()).containsExactlyElementsOf(IntStream.range(30, 50).mapToObj(String::valueOf).toList());
		assertThat(this.lines).hasSize(50);
	}

	@Test
	void theSourceIsClosedAtItsEndAndAfterAFailure() {
		for (boolean failing : List.of(true, false)) {
			AtomicBoolean closed = new AtomicBoolean();
			InputStream source = new ByteArrayInputStream("last words".getBytes(StandardCharsets.UTF_8)) {
				@Override
				public int read(byte[] bytes) throws IOException {
					int count = super.read(bytes, 0, bytes.length);
					if (count < 0 && failing) {
						throw new IOException("Stream closed");
					}
					return count;
				}

				@Override
				public void close() {
					closed.set(true);
				}
			};
			assertThat(pump(source)).isEqualTo("last words");
			assertThat(closed).isTrue();
		}
	}

	@Test
	void anInterruptEndsTheWaitAndStays() throws IOException {
		try (PipedOutputStream out = new PipedOutputStream(); PipedInputStream in = new PipedInputStream(out)) {
			OutputPump pump = OutputPump.start("test", in, this.lines::add);
			Thread.currentThread().interrupt();
			assertThat(pump.tailAfter(PATIENCE_MILLIS)).isEmpty();
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void aConsumerThatThrowsDoesNotStopTheReading() {
		AtomicBoolean thrown = new AtomicBoolean();
		OutputPump pump = OutputPump.start("test",
				new ByteArrayInputStream("one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8)), (line) -> {
					if (thrown.compareAndSet(false, true)) {
						throw new IllegalStateException("no log");
					}
					this.lines.add(line);
				});
		assertThat(pump.tailAfter(PATIENCE_MILLIS)).isEqualTo("one\ntwo\nthree");
		assertThat(this.lines).containsExactly("two", "three");
	}

	@Test
	void aVeryLongLineIsCutBetweenCharacters() {
		pump("x" + "ü".repeat(5_000) + "\n");
		assertThat(String.join("", this.lines)).isEqualTo("x" + "ü".repeat(5_000));
	}

	private String pump(String text) {
		return pump(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
	}

	private String pump(InputStream source) {
		return OutputPump.start("test", source, this.lines::add).tailAfter(PATIENCE_MILLIS);
	}

	private static final class OneByOne extends InputStream {

		private final ByteArrayInputStream source;

		private OneByOne(byte[] bytes) {
			this.source = new ByteArrayInputStream(bytes);
		}

		@Override
		public int read() {
			return this.source.read();
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			return this.source.read(bytes, offset, Math.min(1, length));
		}

	}

}
