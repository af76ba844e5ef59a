package io.isolatedworkers;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a user's code may say and what it may not, as the compiler sees it. Each mistake
 * has a twin without it, which compiles: so it is the mistake that does not.
 */
class CompilationTests {

	private static final String SNIPPET = """
			import java.util.List;
			import java.util.concurrent.CompletableFuture;
			import io.isolatedworkers.client.*;
			import io.isolatedworkers.driver.process.*;
			import io.isolatedworkers.driver.thread.*;
			import io.isolatedworkers.message.*;
			import io.isolatedworkers.pool.*;
			import io.isolatedworkers.server.*;
			import io.isolatedworkers.testing.*;
			class Snippet {
				static final MessageType<Integer, String> LARGE = MessageType.of("large", Integer.class, String.class);
				static final WorkerOptions DEFAULTS = WorkerOptions.defaults();
				static final ChildProcessOptions PROCESS = ChildProcessOptions
					.of(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class));
				static final ThreadOptions THREAD = ThreadOptions.contract(TestWorker.class, TestWorkerImpl.class).build();
				static void mistake(WorkerClient client) throws Exception {
					%s
				}
			}
			""";

	@TempDir
	private Path output;

	/**
	 * A statement that is a mistake, the same without it, and what the compiler says.
	 */
	enum Mistake {

		RECONNECT_WITHOUT_THE_CAPABILITY("Workers.start(new ThreadDriver(), THREAD, DEFAULTS)\n.reconnect();",
				"Workers.start(new ChildProcessDriver(), PROCESS, DEFAULTS)\n.reconnect();", 2, "method reconnect()",
				"class io.isolatedworkers.client.Worker"),

		DISCONNECT_WITHOUT_THE_CAPABILITY("Workers.start(new ThreadDriver(), THREAD, DEFAULTS)\n.disconnect();",
				"Workers.start(PROCESS, DEFAULTS)\n.disconnect();", 2, "method disconnect()",
				"class io.isolatedworkers.client.Worker"),

		ADDRESS_WITHOUT_THE_CAPABILITY("Workers.start(new ThreadDriver(), THREAD, DEFAULTS)\n.address();",
				"Workers.start(PROCESS, DEFAULTS)\n.address();", 2, "method address()",
				"class io.isolatedworkers.client.Worker"),

		WORKER_OF_A_DRIVER_THAT_CANNOT_RECONNECT(
				"ReconnectableWorker worker =\nWorkers.start(new ThreadDriver(), THREAD, DEFAULTS);",
				"ReconnectableWorker worker =\nWorkers.start(new ChildProcessDriver(), PROCESS, DEFAULTS);", 2,
				"ReconnectableWorker"),

		OPTIONS_OF_ANOTHER_DRIVER("Workers\n.start(new ThreadDriver(), PROCESS, DEFAULTS);",
				"Workers\n.start(new ThreadDriver(), THREAD, DEFAULTS);", 2, "ThreadOptions", "ChildProcessOptions"),

		POOL_WITH_OPTIONS_OF_ANOTHER_DRIVER("WorkerPool\n.builder(\"pool\", new ThreadDriver(), PROCESS);",
				"WorkerPool\n.builder(\"pool\", new ThreadDriver(), THREAD);", 2, "ThreadOptions",
				"ChildProcessOptions"),

		OPTION_OF_A_PROCESS_FOR_ANOTHER_DRIVER(
				"ThreadOptions.contract(TestWorker.class, TestWorkerImpl.class)\n.commandPrefix();",
				"ChildProcessOptions.builder(WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class))\n.commandPrefix();",
				2, "method commandPrefix()", "class io.isolatedworkers.driver.thread.ThreadOptions.Builder"),

		PAYLOAD_OF_ANOTHER_TYPE("client\n.send(LARGE, \"many\");", "client\n.send(LARGE, 3);", 2, "Integer", "String"),

		RESULT_OF_ANOTHER_TYPE("CompletableFuture<Integer> answer =\nclient.send(LARGE, 3);",
				"CompletableFuture<String> answer =\nclient.send(LARGE, 3);", 2, "Integer", "String"),

		PAYLOAD_FOR_A_CONTRACT_OF_ANOTHER_TYPE(
				"TestWorker worker = client.contract(TestWorker.class);\nworker.echo(3);",
				"TestWorker worker = client.contract(TestWorker.class);\nworker.echo(\"three\");", 2,
				"int cannot be converted to java.lang.String"),

		HANDLER_OF_ANOTHER_RESULT("Handlers.builder()\n.on(LARGE, (payload, context) -> payload + 1);",
				"Handlers.builder()\n.on(LARGE, (payload, context) -> \"x\".repeat(payload));", 2, "int", "String"),

		IMPLEMENTATION_OF_ANOTHER_CONTRACT("WorkerCommand\n.contract(TestWorker.class, String.class);",
				"WorkerCommand\n.contract(TestWorker.class, TestWorkerImpl.class);", 2, "TestWorker", "String");

		private final String mistake;

		private final String twin;

		private final int line;

		private final String[] named;

		Mistake(String mistake, String twin, int line, String... named) {
			this.mistake = mistake;
			this.twin = twin;
			this.line = line;
			this.named = named;
		}

	}

	@ParameterizedTest
	@EnumSource
	void theCompilerPointsToTheMistake(Mistake mistake) throws IOException {
		List<Diagnostic<? extends JavaFileObject>> errors = compile(mistake.mistake);
		assertThat(errors).hasSize(1);
		assertThat(errors.get(0).getMessage(Locale.ENGLISH)).contains(mistake.named);
		assertThat(errors.get(0).getLineNumber()).isEqualTo(firstLine() + mistake.line - 1);
	}

	@ParameterizedTest
	@EnumSource
	void theSameWithoutTheMistakeCompiles(Mistake mistake) throws IOException {
		assertThat(compile(mistake.twin)).isEmpty();
	}

	private static long firstLine() {
		return SNIPPET.substring(0, SNIPPET.indexOf("%s")).lines().count();
	}

	/** Compiles a statement with all warnings on; returns errors and warnings. */
	private List<Diagnostic<? extends JavaFileObject>> compile(String statement) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
		JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///Snippet.java"),
				JavaFileObject.Kind.SOURCE) {
			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return SNIPPET.formatted(statement);
			}
		};
		StringWriter other = new StringWriter();
		compiler
			.getTask(other, null, found, Arrays.asList("-proc:none", "-Xlint:rawtypes,unchecked", "-d",
					this.output.toString(), "-classpath", System.getProperty("java.class.path")), null, List.of(source))
			.call();
		assertThat(other.toString()).isEmpty();
		return found.getDiagnostics()
			.stream()
			.filter((diagnostic) -> diagnostic.getKind() != Diagnostic.Kind.NOTE)
			.collect(Collectors.toList());
	}

}
