package io.isolatedworkers.benchmarks.dual;

import java.time.Duration;
import java.util.Arrays;

import io.isolatedworkers.benchmarks.peers.ChildJvm;
import io.isolatedworkers.benchmarks.peers.ParentProcess;
import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.command.CommandPermissions;
import io.isolatedworkers.command.CommandRouter;
import io.isolatedworkers.driver.process.ChildProcessOptions;
import io.isolatedworkers.driver.process.JvmOptions;
import io.isolatedworkers.driver.process.WorkerCommand;
import io.isolatedworkers.message.MessageType;

/**
 * A host with one worker: measures requests from the host to the worker and commands from
 * the worker to the host in turn, and what it costs the worker to offer an event.
 */
public final class CommandRun {

	static final MessageType<Text, Text> ECHO = MessageType.of("echo", Text.class, Text.class);

	private static final MessageType<Text, Text> REQUEST = MessageType.of("text", Text.class, Text.class);

	private static final MessageType<Integer, Double> ASK = MessageType.of("ask", Integer.class, Double.class);

	private static final MessageType<Integer, Offers> OFFER = MessageType.of("offer", Integer.class, Offers.class);

	private static final String SHORT = "x".repeat(100);

	/** How often the two take turns. */
	private static final int TURNS = 5;

	private CommandRun() {
	}

	/**
	 * Runs.
	 * @param arguments {@code quick} or {@code full}
	 */
	public static void main(String... arguments) {
		ParentProcess.endWithIt();
		int code = 1;
		boolean quick = arguments[0].equals("quick");
		try (CommandRouter router = CommandRouter.builder().command(ECHO, (text, worker) -> text).events((event) -> {
			// being told of it is all
		}).start(); Worker worker = start(router)) {
			roundTrips(worker, quick ? 500 : 4_000, quick ? 200 : 500);
			offers(worker, quick ? 100_000 : 1_000_000);
			code = 0;
		}
		catch (Exception | LinkageError ex) {
			ex.printStackTrace();
		}
		System.exit(code);
	}

	private static Worker start(CommandRouter router) {
		// An archive would be made beside what is measured
		JvmOptions jvm = JvmOptions.builder().arguments(ChildJvm.OPTIONS).classDataArchive(false).build();
		return Workers.start(
				ChildProcessOptions.builder(WorkerCommand.contract(Asking.class, AskingWorker.class)).jvm(jvm).build(),
				WorkerOptions.builder()
					.commandAccess(router.access("bench",
							CommandPermissions.none().withCommands(ECHO.name()).withEvents("bench:")))
					.build());
	}

	private static void roundTrips(Worker worker, int warmUpMillis, int turnMillis) throws Exception {
		requests(worker, warmUpMillis);
		commands(worker, warmUpMillis);
		double[] requests = new double[TURNS];
		double[] commands = new double[TURNS];
		for (int i = 0; i < TURNS; i++) {
			requests[i] = requests(worker, turnMillis);
			commands[i] = commands(worker, turnMillis);
		}
		Times.print("request", median(requests));
		Times.print("execute", median(commands));
	}

	private static double requests(Worker worker, int millis) throws Exception {
		return Times.percentile(Times.measure(Duration.ofMillis(millis), () -> {
			Text text = worker.send(REQUEST, new Text(SHORT)).join();
			if (text.text().length() != SHORT.length()) {
				throw new IllegalStateException("Another text came back");
			}
		}), 50);
	}

	private static double commands(Worker worker, int millis) {
		return worker.send(ASK, millis).join();
	}

	private static void offers(Worker worker, int count) {
		worker.send(OFFER, count / 2).join();
		Offers offers = worker.send(OFFER, count).join();
		Times.print("offer-mean", offers.mean());
		Times.print("offer-p99", offers.p99());
		Times.print("offer-paced-p50", offers.pacedP50());
		Times.print("offer-paced-p99", offers.pacedP99());
	}

	private static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	/**
	 * What travels.
	 *
	 * @param text a text
	 */
	record Text(String text) {
	}

	/**
	 * What offers cost, in nanoseconds.
	 *
	 * @param mean of many, one right after the other, clock not read in between
	 * @param p99 of as many, each with two readings of the clock
	 * @param pacedP50 the median of some with pauses in between, in which the sender
	 * falls asleep
	 * @param pacedP99 of these
	 */
	record Offers(double mean, double p99, double pacedP50, double pacedP99) {
	}

	/** What the worker does. */
	interface Asking {

		Text text(Text text);

		double ask(int millis);

		Offers offer(int count);

	}

}
