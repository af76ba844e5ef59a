package io.isolatedworkers.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a worker loads until it has answered once.
 */
class StartedClassesTests {

	/** Some 15% above what it is. */
	private static final int MOST = (Runtime.version().feature() < 24) ? 1440 : 1650;

	/**
	 * What these come with costs more than all of the library. A secure random is not
	 * among them: the Unix sockets of some JDKs load one.
	 */
	private static final List<String> NEEDLESS = List.of("tools.jackson.databind.", "tools.jackson.core.json.",
			"tools.jackson.core.base.", "java.math.BigDecimal", "java.util.UUID$Holder", "org.newsclub.net.unix.",
			"org.slf4j.LoggerFactory", "java.text.SimpleDateFormat", "java.util.Formatter");

	private static final Pattern LAMBDA = Pattern.compile(" io\\.isolatedworkers\\.\\S+\\$\\$Lambda");

	@TempDir
	private Path directory;

	@Test
	void aFirstAnswerNeedsFewOfThem() throws Exception {
		Path log = this.directory.resolve("classes");
		ChildProcessOptions options = ChildProcessOptions
			.builder(WorkerCommand.contract(Greeter.class, GreeterImpl.class))
			.jvm(JvmOptions.builder().arguments("-Xlog:class+load:file=" + log).build())
			.build();
		List<String> loaded;
		try (Worker worker = Workers.start(options, WorkerOptions.defaults())) {
			assertThat(worker.contract(Greeter.class).greet(new Name("you", 3)).text()).isEqualTo("hello you");
			try (Stream<String> lines = Files.lines(log)) {
				loaded = lines.filter((line) -> line.contains(" source: ")).toList();
			}
		}
		for (String needless : NEEDLESS) {
			assertThat(loaded).as(needless).noneMatch((line) -> line.contains(" " + needless));
		}
		assertThat(loaded).as("a lambda costs more than a class").noneMatch((line) -> LAMBDA.matcher(line).find());
		assertThat(loaded).hasSizeBetween(300, MOST);
	}

	interface Greeter {

		Greeting greet(Name name);

	}

	record Name(String text, int times) {
	}

	record Greeting(String text) {
	}

	static final class GreeterImpl implements Greeter, AutoCloseable {

		@Override
		public Greeting greet(Name name) {
			return new Greeting("hello ".concat(name.text()));
		}

		@Override
		public void close() {
			// that it can be closed takes something, too
		}

	}

}
