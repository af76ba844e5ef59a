package io.isolatedworkers.command;

import java.io.IOException;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.CodedError;
import io.isolatedworkers.message.MessageType;
import io.isolatedworkers.testing.ShortLived;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The example clients in {@code docs/examples}, which know nothing of this library,
 * against a real host.
 */
class OtherLanguagesTests {

	private static final String TOKEN = "a-token-of-16-characters-and-more";

	private static final MessageType<Name, String> GREET = MessageType.of("greet", Name.class, String.class);

	private static final String GREETING = "\"Good\" day\n\t\\o/ \u0001 \uD83D\uDE00";

	private static final JsonMapper JSON = new JsonMapper();

	private static final CommandPermissions COMMANDS = CommandPermissions.none().withCommands("greet");

	private static final CommandPermissions EVENTS = COMMANDS.withEvents("example:");

	private static final CommandPermissions CONFIG = EVENTS.withConfig("example.greeting");

	private static final CommandPermissions ALL = CONFIG.withSessions();

	/** Compiled once for all tests. */
	@TempDir
	private static Path compiled;

	@TempDir
	private Path directory;

	private final List<WorkerEvent> events = new CopyOnWriteArrayList<>();

	private final CountDownLatch end = new CountDownLatch(1);

	private final CommandRouter router = CommandRouter.builder()
		.command(GREET, this::greet)
		.config((key) -> key.equals("example.greeting") ? GREETING : null)
		.sessions((id, worker) -> (id.equals("s-1") && !worker.worker().equals("stranger"))
				? new Session(id, "ann", Map.of("theme", "dark")) : null)
		.events(this.events::add)
		.guest("helper", token("helper"), ALL)
		.guest("stranger", token("stranger"), ALL)
		.guest("grumpy", token("grumpy"), ALL)
		.guest("slow", token("slow"), ALL)
		.guest("last", token("last"), ALL)
		.guest("nobody", token("nobody"), CommandPermissions.none())
		.guest("mute", token("mute"), COMMANDS)
		.guest("blind", token("blind"), EVENTS)
		.guest("lonely", token("lonely"), CONFIG)
		.start();

	@AfterEach
	void closeRouter() {
		this.end.countDown();
		this.router.close();
	}

	private static String token(String guest) {
		return guest + "-" + TOKEN;
	}

	private String greet(Name name, WorkerIdentity worker) throws InterruptedException {
		switch (worker.worker()) {
			case "grumpy" -> throw new OutOfOrder();
			case "slow" -> this.end.await();
			case "last" -> {
				CompletableFuture.runAsync(this.router::close);
				this.end.await();
			}
			default -> {
				// answers
			}
		}
		return "Hello " + name.name();
	}

	@ParameterizedTest
	@EnumSource
	void aGuestAsksForAllThatThereIs(Language language) throws Exception {
		Run run = run(language, "helper");
		assertThat(run.code()).as(run.errors()).isZero();
		List<String> lines = run.output().lines().toList();
		assertThat(lines).hasSizeGreaterThanOrEqualTo(5);
		assertThat(lines.get(0)).isIn("None", "null");
		assertThat(lines.get(1)).isIn("Hello Zoë", "\"Hello Zoë\"");
		if (language == Language.RUST) {
			assertThat(JSON.readValue(lines.get(3), String.class)).isEqualTo(GREETING);
		}
		else {
			assertThat(run.output()).contains("\n" + GREETING + "\n");
		}
		assertThat(lines.get(lines.size() - 1)).contains("s-1", "ann", "theme", "dark");
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.name()).isEqualTo("example:hi");
			assertThat(event.payload(String.class)).isEqualTo("Zoë");
			assertThat(event.worker()).isEqualTo(new WorkerIdentity("helper", "helper", run.pid()));
		});
	}

	@ParameterizedTest
	@EnumSource
	void whatIsRefusedEndsTheProgramWithItsCode(Language language) throws Exception {
		Map<String, String> codes = Map.of("unknown", "REFUSED", "nobody", "NOT_ALLOWED", "mute", "NOT_ALLOWED",
				"blind", "CONFIG_UNAVAILABLE", "lonely", "NOT_ALLOWED", "stranger", "SESSION_NOT_FOUND", "grumpy",
				"OUT_OF_ORDER");
		for (Map.Entry<String, String> code : codes.entrySet()) {
			Run run = run(language, code.getKey());
			assertThat(run.code()).as(code + run.errors()).isEqualTo(1);
			assertThat(run.errors()).as(code.getKey()).contains(code.getValue());
			if (code.getKey().equals("grumpy")) {
				assertThat(run.errors().replace("\\", "")).contains("Not \"today\" \uD83D\uDE00");
			}
		}
		assertThat(this.events).extracting((event) -> event.worker().worker())
			.containsExactlyInAnyOrder("blind", "lonely", "stranger");
	}

	@ParameterizedTest
	@EnumSource
	void aHostThatDoesNotAnswerOrGoesAwayIsTold(Language language) throws Exception {
		Run slow = run(language, "slow");
		assertThat(slow.code()).as(slow.errors()).isEqualTo(1);
		assertThat(slow.errors()).contains("TIMEOUT");
		Run last = run(language, "last");
		assertThat(last.code()).as(last.errors()).isEqualTo(1);
		assertThat(last.errors()).contains("HOST_AWAY");
		Run late = run(language, "helper");
		assertThat(late.code()).as(late.errors()).isEqualTo(1);
		assertThat(late.errors()).contains("HOST_AWAY");
	}

	@ParameterizedTest
	@EnumSource
	void aProcessOfAManagedWorkerFindsItsHostByItself(Language language) throws Exception {
		List<String> command = language.command(compiled);
		WorkerOptions options = WorkerOptions.builder().commandAccess(this.router.access("runners", ALL)).build();
		try (Worker worker = Workers
			.start(ShortLived.options(WorkerCommand.contract(Runner.class, ProcessRunner.class)), options)) {
			assertThat(worker.contract(Runner.class).run(command)).contains("Hello Zoë");
		}
		assertThat(this.events).singleElement()
			.satisfies((event) -> assertThat(event.worker().pool()).isEqualTo("runners"));
	}

	private Run run(Language language, String guest) throws IOException, InterruptedException {
		Path output = this.directory.resolve("output");
		Path errors = this.directory.resolve("errors");
		ProcessBuilder builder = new ProcessBuilder(language.command(compiled)).redirectOutput(output.toFile())
			.redirectError(errors.toFile());
		Map<String, String> environment = builder.environment();
		environment.put("COMMAND_SOCKET", this.router.socket().toString());
		environment.put("COMMAND_TOKEN", token(guest));
		environment.put("COMMAND_TIMEOUT", guest.equals("slow") ? "1" : "30");
		environment.put("PYTHONUTF8", "1");
		Process process = builder.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s has ended", language).isTrue();
			return new Run(process.pid(), process.exitValue(), Files.readString(output), Files.readString(errors));
		}
		finally {
			process.destroyForcibly();
		}
	}

	/** What a program did. */
	private record Run(long pid, int code, String output, String errors) {
	}

	record Name(String name) {
	}

	static final class OutOfOrder extends RuntimeException implements CodedError {

		@Serial
		private static final long serialVersionUID = 1L;

		OutOfOrder() {
			super("Not \"today\" \uD83D\uDE00");
		}

		@Override
		public String code() {
			return "OUT_OF_ORDER";
		}

	}

	/** Runs a program in the environment of a worker. */
	interface Runner {

		String run(List<String> command);

	}

	static final class ProcessRunner implements Runner {

		@Override
		public String run(List<String> command) {
			try {
				ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
				builder.environment().put("PYTHONUTF8", "1");
				Process process = builder.start();
				process.getOutputStream().close();
				return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	enum Language {

		PYTHON {

			@Override
			List<String> make(Path directory) {
				return List.of("python3", EXAMPLES.resolve("command_client.py").toString());
			}

		},

		RUST {

			@Override
			List<String> make(Path directory) throws IOException, InterruptedException {
				Path program = directory.resolve("command_client");
				if (Files.notExists(program)) {
					Process rustc = new ProcessBuilder("rustc", "--edition", "2021", "-D", "warnings", "-o",
							program.toString(), EXAMPLES.resolve("command_client.rs").toString())
						.inheritIO()
						.start();
					assertThat(rustc.waitFor()).as("rustc's exit code").isZero();
				}
				return List.of(program.toString());
			}

		};

		private static final Path EXAMPLES = Path.of("..", "docs", "examples").toAbsolutePath();

		abstract List<String> make(Path directory) throws IOException, InterruptedException;

		/** How to run the client; skips the test where the language is not installed. */
		List<String> command(Path directory) throws IOException, InterruptedException {
			Assumptions.assumeTrue(isInstalled((this == PYTHON) ? "python3" : "rustc"),
					() -> this + " is not installed");
			return make(directory);
		}

		private static boolean isInstalled(String program) throws InterruptedException {
			try {
				return new ProcessBuilder(program, "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
					.start()
					.waitFor() == 0;
			}
			catch (IOException ex) {
				return false;
			}
		}

	}

}
