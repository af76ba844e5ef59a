package io.isolatedworkers.command;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.isolatedworkers.command.CommandFixture.Log;
import io.isolatedworkers.testing.Processes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Events that wait on disk.
 */
class EventStoreTests {

	@TempDir
	private Path temporary;

	private final Log log = new Log();

	private EventStore open() {
		return EventStore.open(this.temporary.resolve("events"), this.log);
	}

	private static List<String> drain(EventStore store) {
		List<String> ids = new ArrayList<>();
		for (Long place = store.first(); place != null; place = store.first()) {
			Wire.NewEvent event = store.read(place);
			if (event != null) {
				assertThat(String.valueOf(event.payload())).contains("\"n\":" + event.id()).endsWith("}");
				ids.add(event.id());
				store.remove(place);
			}
		}
		return ids;
	}

	private static Wire.NewEvent event(long number) {
		return new Wire.NewEvent("archive:done", new Payload(number, "x".repeat(2_000)), Long.toString(number));
	}

	@Test
	void whatIsStoredIsThereAfterARestartInOrder() {
		try (EventStore store = open()) {
			for (int i = 0; i < 12; i++) {
				store.store(event(i));
			}
			store.remove(store.first());
		}
		try (EventStore store = open()) {
			store.store(event(5));
			store.store(event(12));
			assertThat(drain(store)).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");
			store.store(event(5));
			assertThat(drain(store)).containsExactly("5");
		}
	}

	@Test
	void aKilledProcessLosesNothingThatItStored() throws Exception {
		Path directory = this.temporary.resolve("events");
		long last = -1;
		List<String> delivered = new ArrayList<>();
		for (int round = 0; round < 5; round++) {
			Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
					System.getProperty("java.class.path"), Storing.class.getName(), directory.toString(),
					Long.toString(last + 1))
				.redirectError(ProcessBuilder.Redirect.INHERIT)
				.start();
			try (BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()))) {
				for (int i = 0; i < 20 + 7 * round; i++) {
					last = Long.parseLong(out.readLine());
				}
				Processes.kill(process.pid());
				for (String line = out.readLine(); line != null; line = out.readLine()) {
					last = line.isEmpty() ? last : Long.parseLong(line);
				}
			}
			assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
			try (EventStore store = open()) {
				List<String> found = drain(store);
				delivered.addAll(found);
				// One may be stored whose storing was not told any more
				last = Math.max(last, Long.parseLong(found.get(found.size() - 1)));
			}
		}
		for (long i = 0; i <= last; i++) {
			assertThat(delivered.get((int) i)).isEqualTo(Long.toString(i));
		}
		assertThat(delivered).hasSize((int) last + 1);
		assertThat(this.log.warnings).isEmpty();
	}

	@Test
	void whatIsNotItsOwnIsLeftAlone() throws Exception {
		open().close();
		Path letter = Files.writeString(this.temporary.resolve("events/letter.tmp"), "mine");
		Path list = Files.writeString(this.temporary.resolve("events/list.event"), "mine");
		try (EventStore store = open()) {
			assertThat(drain(store)).isEmpty();
		}
		assertThat(letter).exists();
		assertThat(list).exists();
	}

	@Test
	void whatWasRefusedIsKeptThoughOthersAreAfterARestart() throws Exception {
		for (int i = 0; i < 3; i++) {
			try (EventStore store = open()) {
				store.store(event(i));
				store.putAside(store.first(), "nobody wants it");
			}
		}
		try (Stream<Path> refused = Files.list(this.temporary.resolve("events/refused"))) {
			assertThat(refused).hasSize(3);
		}
	}

	@Test
	void aDirectoryOfAnotherUserIsNotTaken() throws Exception {
		assumeThat(System.getProperty("user.name")).isEqualTo("root");
		open().close();
		Files.setAttribute(this.temporary.resolve("events"), "unix:uid", 65_534);
		assertThatIllegalStateException().isThrownBy(this::open).withMessageContaining("belongs to user");
	}

	@Test
	void whatIsTornOrUnfinishedIsNotDelivered() throws Exception {
		try (EventStore store = open()) {
			store.store(event(1));
			store.store(event(2));
		}
		Path directory = this.temporary.resolve("events");
		Path first = directory.resolve("0000000000000000001.event");
		Files.writeString(first, Files.readString(first).substring(0, 100));
		Files.writeString(directory.resolve("0000000000000000003.event.tmp"), "{");
		Files.writeString(directory.resolve("notes.event"), "mine");
		try (EventStore store = open()) {
			assertThat(directory.resolve("0000000000000000003.event.tmp")).doesNotExist();
			assertThat(drain(store)).containsExactly("2");
			assertThat(directory.resolve("refused")).isDirectoryContaining("glob:**0001.event");
		}
		assertThat(this.log.with("given up")).hasSize(1);
	}

	@Test
	void whatCannotBeWrittenIsNotHalfStored() throws Exception {
		try (EventStore store = open()) {
			store.store(event(1));
			// A directory in the place of the next file fails as a full disk does
			Path taken = this.temporary.resolve("events/0000000000000000002.event.tmp");
			Files.createDirectory(taken);
			Files.createFile(taken.resolve("x"));
			assertThatExceptionOfType(CommandException.class).isThrownBy(() -> store.store(event(2)))
				.satisfies((failure) -> assertThat(failure.problem()).isEqualTo(CommandProblem.FAILED));
			Files.delete(taken.resolve("x"));
			Files.delete(taken);
			store.store(event(2));
			assertThat(drain(store)).containsExactly("1", "2");
		}
	}

	@Test
	void anInterruptedThreadCanStore() {
		try (EventStore store = open()) {
			Thread.currentThread().interrupt();
			store.store(event(1));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(drain(store)).containsExactly("1");
		}
	}

	@Test
	void aPayloadThatIsTooLargeOrNoJsonIsRefusedAtOnce() {
		try (EventStore store = open()) {
			for (Object payload : List.of("x".repeat(Wire.MAX_EVENT_BYTES), new Broken())) {
				assertThatExceptionOfType(CommandException.class)
					.isThrownBy(() -> store.store(new Wire.NewEvent("archive:done", payload, "1")))
					.satisfies((failure) -> assertThat(failure.problem()).isEqualTo(CommandProblem.INVALID_ARGUMENTS));
			}
			assertThat(store.first()).isNull();
		}
	}

	/** Cannot be written. */
	public static final class Broken {

		public String getText() {
			throw new IllegalStateException("no text");
		}

	}

	record Payload(long n, String filler) {
	}

	/** Stores events until it is killed, and tells the number of each that is stored. */
	static final class Storing {

		public static void main(String... arguments) {
			EventStore store = EventStore.open(Path.of(arguments[0]), new Log());
			for (long i = Long.parseLong(arguments[1]);; i++) {
				store.store(event(i));
				System.out.println(i);
				System.out.flush();
			}
		}

	}

}
