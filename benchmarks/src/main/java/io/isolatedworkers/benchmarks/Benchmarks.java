package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.isolatedworkers.benchmarks.peers.ChildJvm;

/**
 * The program: {@code compare} for the whole, {@code profile} for where the time goes,
 * {@code dual-path} for what workers do with data and ask of their host, {@code jmh} for
 * the parts, and what makes pages of the files of {@code compare}.
 */
public final class Benchmarks {

	private static final int USAGE_ERROR = 2;

	private static final String USAGE = """
			Usage: java -jar benchmarks.jar compare [--quick] [--rounds N] [--peer-rounds N] [--only NAME,...]
			                                   [--node] [--json FILE] [--plots DIR]
			         measures the raw limit, isolated-workers and its peers in turn
			         --quick   one round with short times, within a minute; leaves out what it must
			         --rounds  how often the limit and the library take turns; default 3, with --quick 1
			         --peer-rounds  in how many of these the peers take part; default 1
			         --only    names of goals, of peers, or of both; the raw limit always takes part
			         --node    with the peers that run in Node, which npm installs beside the jar
			         --json    writes all figures and the environment to a file as well
			         --plots   draws a picture for each goal into a directory, as SVG
			       java -jar benchmarks.jar tables FILE...
			         prints tables in Markdown of files that --json has written, of runs on one JDK
			       java -jar benchmarks.jar plot FILE... DIR
			         draws the pictures of such files
			       java -jar benchmarks.jar page FILE... PAGE.md
			         writes the tables to a page, and the pictures into a directory beside it
			       java -jar benchmarks.jar profile rtt|rate-100 [--seconds N] DIR
			         runs isolated-workers, records both processes into a directory with the JDK's
			         Flight Recorder, and prints where the time goes
			         --seconds how long is recorded; default 10
			       java -jar benchmarks.jar dual-path [--quick] [--rounds N] [--rows N] [--json FILE]
			         measures how fast rows are moved between two SQLite files, one by one, in batches
			         of JDBC and by isolated-workers; and what a worker's commands and events cost
			         --quick   one round with few rows and short times, within half a minute
			         --rounds  how often all take their turn; default 3, with --quick 1
			         --rows    how many rows are moved in batches; default 100000, with --quick 5000
			         --json    writes all figures and the environment to a file as well
			       java -jar benchmarks.jar jmh [ARGUMENT...]
			         measures the parts; the arguments are those of JMH, -h shows them""";

	private Benchmarks() {
	}

	/**
	 * Runs. Ends the JVM with code 2 if the arguments cannot be understood, and with code
	 * 1 if something could not be measured.
	 * @param arguments what to run
	 * @throws Exception if it cannot be run
	 */
	public static void main(String... arguments) throws Exception {
		List<String> rest = Arrays.asList(arguments).subList(Math.min(1, arguments.length), arguments.length);
		System.exit(run((arguments.length > 0) ? arguments[0] : "", rest));
	}

	private static int run(String command, List<String> rest) throws IOException, InterruptedException {
		Command understood;
		try {
			understood = switch (command) {
				case "compare" -> new Compare(Arguments.of(rest));
				case "profile" -> Profiling.of(rest);
				case "dual-path" -> DualPath.of(rest);
				case "tables" -> Pages.tables(rest);
				case "plot" -> Pages.plot(rest);
				case "page" -> Pages.page(rest);
				case "jmh" -> () -> jmh(rest);
				case "" -> throw new IllegalArgumentException("The command is missing");
				default -> throw new IllegalArgumentException("'%s' is no command".formatted(command));
			};
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.err.println(USAGE);
			return USAGE_ERROR;
		}
		try {
			return understood.run() ? 0 : 1;
		}
		catch (InterruptedException ex) {
			System.err.println("Given up: there are no figures");
			return 1;
		}
	}

	private static boolean jmh(List<String> arguments) throws IOException, InterruptedException {
		// JMH starts JVMs with the class path of its own
		List<String> line = new ArrayList<>(
				List.of(ChildJvm.java(), "-cp", ChildJvm.classPath(List.of("")), "org.openjdk.jmh.Main"));
		line.addAll(arguments);
		return new ProcessBuilder(line).inheritIO().start().waitFor() == 0;
	}

	/** A command whose arguments are understood. */
	@FunctionalInterface
	interface Command {

		/** Runs, and returns whether all could be done. */
		boolean run() throws IOException, InterruptedException;

	}

}
