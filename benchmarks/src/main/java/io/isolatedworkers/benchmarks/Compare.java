package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

import io.isolatedworkers.benchmarks.Arguments.Step;
import io.isolatedworkers.benchmarks.peers.NodeModules;
import io.isolatedworkers.benchmarks.peers.Peers;

/**
 * Takes all figures, one after the other, and prints what they say.
 */
final class Compare {

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
	boolean run() throws IOException, InterruptedException {
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
					this.figures.add(step,
							processes.figure(
									step.peer().command(step.workload(), this.arguments.quick(), processes.directory()),
									limit));
				}
				catch (IOException | TimeoutException ex) {
					complete &= !isMain(step) || timeIsUp();
					System.err.printf("%s could not be measured in %s: %s%n", step.peer().name(),
							step.workload().label(), ex.getMessage());
				}
			}
		}
		new Report(this.arguments, environment, this.figures).print(System.out);
		if (this.arguments.json() != null) {
			Json.write(this.arguments.json(), environment, this.figures);
		}
		return complete;
	}

	private static boolean isMain(Step step) {
		return step.peer().name().equals(Peers.RAW) || step.peer().name().equals(Peers.OWN);
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
				step.workload().label(), step.peer().name(), left);
	}

}
