package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.isolatedworkers.benchmarks.peers.ChildJvm;

/**
 * The program: {@code compare} for the whole, {@code jmh} for the parts.
 */
public final class Benchmarks {

	private static final int USAGE_ERROR = 2;

	private static final String USAGE = """
			Usage: java -jar benchmarks.jar compare [--quick] [--rounds N] [--only NAME,...] [--node] [--json FILE]
			         measures the raw limit, isolated-workers and its peers in turn
			         --quick   one round with short times, within a minute; leaves out what it must
			         --rounds  how often all take turns; default 3, with --quick 1
			         --only    names of goals, of peers, or of both; the raw limit always takes part
			         --node    with the peers that run in Node, which npm installs beside the jar
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
		System.exit(switch ((arguments.length > 0) ? arguments[0] : "") {
			case "compare" -> compare(rest);
			case "jmh" -> jmh(rest);
			default -> refuse((arguments.length > 0) ? "'%s' is no command".formatted(arguments[0])
					: "The command is missing: compare or jmh");
		});
	}

	private static int compare(List<String> arguments) throws IOException {
		Arguments understood;
		try {
			understood = Arguments.of(arguments);
		}
		catch (IllegalArgumentException ex) {
			return refuse(String.valueOf(ex.getMessage()));
		}
		try {
			return new Compare(understood).run() ? 0 : 1;
		}
		catch (InterruptedException ex) {
			System.err.println("Given up: there are no figures");
			return 1;
		}
	}

	private static int jmh(List<String> arguments) throws IOException, InterruptedException {
		// JMH starts JVMs with the class path of its own
		List<String> line = new ArrayList<>(
				List.of(ChildJvm.java(), "-cp", ChildJvm.classPath(List.of("")), "org.openjdk.jmh.Main"));
		line.addAll(arguments);
		return new ProcessBuilder(line).inheritIO().start().waitFor();
	}

	private static int refuse(String why) {
		System.err.println(why);
		System.err.println(USAGE);
		return USAGE_ERROR;
	}

}
