package io.isolatedworkers.benchmarks.dual;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.isolatedworkers.benchmarks.peers.ChildJvm;
import io.isolatedworkers.benchmarks.peers.Peers;

/**
 * The command lines of this package's programs. Needs no library itself.
 */
public final class DualRuns {

	private static final String SOURCE = "source.db";

	private DualRuns() {
	}

	/**
	 * Makes the source that all ways move rows from.
	 * @param rows how many rows are measured at most
	 * @param directory where
	 * @return the program and its arguments
	 */
	public static List<String> make(int rows, Path directory) {
		return archive(directory, "make", rows);
	}

	/**
	 * Moves rows; prints {@code rate}, and {@code held-p99} if this library moves them.
	 * @param way how
	 * @param rows how many
	 * @param directory where the source is
	 * @return the program and its arguments
	 */
	public static List<String> move(Way way, int rows, Path directory) {
		return archive(directory, way.label(), rows);
	}

	/**
	 * Moves rows while somebody else wants to write to the source; prints
	 * {@code waited-p99} as well.
	 * @param way how
	 * @param rows how many
	 * @param directory where the source is
	 * @return the program and its arguments
	 */
	public static List<String> watch(Way way, int rows, Path directory) {
		return archive(directory, way.label(), rows, "watched");
	}

	/**
	 * Measures commands and events.
	 * @param quick whether for a short time only
	 * @param directory for temporary files
	 * @return the program and its arguments
	 */
	public static List<String> command(boolean quick, Path directory) {
		return ChildJvm.command(ChildJvm.classPath(Peers.ownLibraries()), directory.toString(), CommandRun.class,
				quick ? "quick" : "full");
	}

	private static List<String> archive(Path directory, String what, int rows, String... more) {
		List<String> libraries = new ArrayList<>(Peers.ownLibraries());
		libraries.add("org.xerial.");
		List<String> arguments = new ArrayList<>(
				List.of(what, directory.resolve(SOURCE).toString(), String.valueOf(rows)));
		arguments.addAll(List.of(more));
		return ChildJvm.command(ChildJvm.classPath(libraries), directory.toString(), ArchiveRun.class,
				arguments.toArray(new String[0]));
	}

}
