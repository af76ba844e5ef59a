package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.benchmarks.dual.DualRuns;
import io.isolatedworkers.benchmarks.dual.Way;
import org.jspecify.annotations.Nullable;

/**
 * What {@code dual-path} is asked to do, and doing it: the two paths of a worker, each
 * way in a process of its own, one after the other.
 *
 * @param quick whether to end within half a minute
 * @param rounds how often all take their turn
 * @param rows how many rows are moved in batches
 * @param json where to write all figures to, {@code null} for nowhere
 */
record DualPath(boolean quick, int rounds, int rows, @Nullable Path json) implements Benchmarks.Command {

	private static final int ROUNDS = 3;

	private static final int ROWS = 100_000;

	private static final int QUICK_ROWS = 5_000;

	/** The row-by-row loop would take minutes for all rows. */
	private static final int ROW_BY_ROW = 2_000;

	private static final int QUICK_ROW_BY_ROW = 300;

	private static final int MAX_ROWS = 10_000_000;

	/** How long one process may take before it is given up. */
	private static final Duration LIMIT = Duration.ofMinutes(10);

	/**
	 * Reads a command line.
	 * @throws IllegalArgumentException if it cannot be understood; the message says why
	 */
	static DualPath of(List<String> line) {
		boolean quick = false;
		int rounds = 0;
		int rows = 0;
		Path json = null;
		for (Iterator<String> rest = line.iterator(); rest.hasNext();) {
			String option = rest.next();
			switch (option) {
				case "--quick" -> quick = true;
				case "--rounds" -> rounds = Arguments.number(option, rest);
				case "--rows" -> rows = Arguments.number(option, rest, MAX_ROWS);
				case "--json" -> json = Arguments.file(option, Arguments.value(option, rest));
				default -> throw new IllegalArgumentException("'%s' is no option of dual-path".formatted(option));
			}
		}
		return new DualPath(quick, (rounds > 0) ? rounds : quick ? 1 : ROUNDS,
				(rows > 0) ? rows : quick ? QUICK_ROWS : ROWS, json);
	}

	/** Returns whether everything could be measured. */
	@Override
	public boolean run() throws IOException, InterruptedException {
		Environment environment = Environment.read();
		DualFigures figures = new DualFigures();
		String files;
		boolean complete = true;
		try (Processes processes = Processes.open()) {
			files = store(processes.directory());
			System.err.printf("Making a source of %,d rows and more in %s%n", this.rows, files);
			processes.output(DualRuns.make(this.rows, processes.directory()), LIMIT);
			for (int round = 1; round <= this.rounds; round++) {
				for (Step step : steps(processes.directory())) {
					System.err.printf("round %d of %d, %s%n", round, this.rounds, step.name());
					complete &= take(step, processes, figures, round);
				}
			}
		}
		catch (TimeoutException ex) {
			System.err.printf("The source could not be made: %s%n", ex.getMessage());
			return false;
		}
		DualReport report = new DualReport(environment, files, figures);
		report.print(System.out);
		if (this.json != null) {
			Files.writeString(this.json, Json.write(report.asMap()) + "\n");
		}
		return complete;
	}

	private static boolean take(Step step, Processes processes, DualFigures figures, int round)
			throws IOException, InterruptedException {
		try {
			processes.figures(step.command(), LIMIT)
				.forEach((figure, value) -> figures.add(step.name(), figure, round, value));
			return true;
		}
		catch (IOException | TimeoutException ex) {
			System.err.printf("%s could not be measured: %s%n", step.name(), ex.getMessage());
			return false;
		}
	}

	private List<Step> steps(Path directory) {
		List<Step> steps = new ArrayList<>();
		for (Way way : Way.values()) {
			int moved = way.isRowByRow() ? Math.min(this.rows, this.quick ? QUICK_ROW_BY_ROW : ROW_BY_ROW) : this.rows;
			steps.add(new Step(way.label(), DualRuns.move(way, moved, directory)));
		}
		steps.add(new Step(DualFigures.WATCHED, DualRuns.watch(Way.DIRECT_10000, this.rows, directory)));
		steps.add(new Step(DualFigures.COMMAND, DualRuns.command(this.quick, directory)));
		return steps;
	}

	/** Where the files are: a disk that need not write anything makes all ways fast. */
	private static String store(Path directory) throws IOException {
		FileStore store = Files.getFileStore(directory);
		return "%s on %s (%s)".formatted(directory.getParent(), store.type(), store.name());
	}

	/** A process that takes figures. */
	private record Step(String name, List<String> command) {
	}

}
