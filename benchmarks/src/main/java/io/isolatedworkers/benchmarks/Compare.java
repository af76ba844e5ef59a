package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.benchmarks.Arguments.Step;
import io.isolatedworkers.benchmarks.peers.NodeModules;
import io.isolatedworkers.benchmarks.peers.Workload;

/**
 * Takes all figures, one after the other, and prints what they say.
 */
final class Compare implements Benchmarks.Command {

	/** How long one figure may take before it is given up. */
	private static final Duration LIMIT = Duration.ofMinutes(3);

	/** When a quick run gives up what is not measured yet. */
	private static final Duration QUICK_LIMIT = Duration.ofSeconds(50);

	private final Arguments arguments;

	private final Figures figures = new Figures();

	private long started;

	Compare(Arguments arguments) {
		this.arguments = arguments;
	}

	/** Returns whether the limit and the library could be measured. */
	@Override
	public boolean run() throws IOException, InterruptedException {
		if (this.arguments.node()) {
			NodeModules.install();
		}
		Environment environment = Environment.read();
		this.started = System.nanoTime();
		boolean complete = true;
		List<Step> steps = this.arguments.steps();
		try (Processes processes = Processes.open()) {
			for (int i = 0; i < steps.size(); i++) {
				Step step = steps.get(i);
				Duration limit = limit();
				if (limit.isZero() || limit.isNegative()) {
					System.err.printf("The time is up: the last %d of %d figures are left out%n", steps.size() - i,
							steps.size());
					break;
				}
				tell(step, i, steps.size());
				try {
					take(step, processes, limit);
				}
				catch (IOException | TimeoutException ex) {
					complete &= !Arguments.isMain(step.peer()) || timeIsUp();
					System.err.printf("%s could not be measured in %s: %s%n", step.peer().name(),
							Workload.labels(step.workloads()), ex.getMessage());
				}
			}
		}
		Results results = this.figures.results();
		new Report(this.arguments, environment, results).print(System.out);
		if (this.arguments.json() != null) {
			Run.write(this.arguments.json(), environment, results);
		}
		if (this.arguments.plots() != null) {
			Plots.write(this.arguments.plots(), results);
		}
		return complete;
	}

	private void take(Step step, Processes processes, Duration limit)
			throws IOException, TimeoutException, InterruptedException {
		Map<String, Double> taken = processes
			.figures(step.peer().command(step.workloads(), this.arguments.quick(), processes.directory()), limit);
		for (Workload workload : step.workloads()) {
			Double figure = taken.get(workload.label());
			if (figure != null && this.arguments.isAskedFor(workload)) {
				this.figures.add(workload, step.peer().name(), step.round(), figure);
			}
		}
	}

	private Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.started);
	}

	private Duration limit() {
		return this.arguments.quick() ? QUICK_LIMIT.minus(elapsed()) : LIMIT;
	}

	private boolean timeIsUp() {
		return limit().isNegative();
	}

	private void tell(Step step, int done, int all) {
		String left = "";
		if (done > 0) {
			long seconds = elapsed().dividedBy(done).multipliedBy(all - done).toSeconds();
			left = String.format(Locale.ROOT, ", about %d:%02d min left", seconds / 60, seconds % 60);
		}
		System.err.printf("[%d/%d] round %d of %d, %s, %s%s%n", done + 1, all, step.round(), this.arguments.rounds(),
				Workload.labels(step.workloads()), step.peer().name(), left);
	}

}
