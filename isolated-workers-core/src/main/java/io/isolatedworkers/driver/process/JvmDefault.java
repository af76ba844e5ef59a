package io.isolatedworkers.driver.process;

import java.util.List;
import java.util.regex.Pattern;

/**
 * JVM arguments that every worker JVM gets unless {@linkplain JvmOptions.Builder#without
 * turned off}.
 */
public enum JvmDefault {

	/**
	 * {@code -XX:+ExitOnOutOfMemoryError}: a worker that is out of memory ends, and is
	 * replaced, instead of going on in an unknown state.
	 */
	EXIT_ON_OUT_OF_MEMORY("-XX:+ExitOnOutOfMemoryError"),

	/** {@code -Djava.awt.headless=true}: no worker opens a window by accident. */
	HEADLESS("-Djava.awt.headless=true"),

	/**
	 * {@code -XX:+UseSerialGC}: the collector with the smallest footprint and the fewest
	 * threads. Left out by itself where the arguments choose a collector.
	 */
	SERIAL_GC("-XX:+UseSerialGC"),

	/**
	 * {@code -XX:-UsePerfData}: no file in the temporary directory that a killed JVM
	 * would leave behind. {@code jps} does not list such a JVM; {@code jcmd} with its pid
	 * works.
	 */
	NO_PERF_DATA("-XX:-UsePerfData");

	private static final Pattern CHOSEN_COLLECTOR = Pattern.compile("(?:^|\\s)-XX:\\+Use\\w+GC(?:\\s|$)");

	private final String argument;

	JvmDefault(String argument) {
		this.argument = argument;
	}

	/**
	 * Returns the JVM argument.
	 * @return the argument
	 */
	public String argument() {
		return this.argument;
	}

	/** Whether arguments, or variables that hold some, leave room for this default. */
	boolean appliesTo(List<String> arguments) {
		return this != SERIAL_GC
				|| arguments.stream().noneMatch((argument) -> CHOSEN_COLLECTOR.matcher(argument).find());
	}

}
