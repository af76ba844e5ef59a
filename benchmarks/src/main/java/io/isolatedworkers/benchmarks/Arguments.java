package io.isolatedworkers.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.isolatedworkers.benchmarks.peers.Peer;
import io.isolatedworkers.benchmarks.peers.Peers;
import io.isolatedworkers.benchmarks.peers.Workload;
import org.jspecify.annotations.Nullable;

/**
 * What {@code compare} is asked to do.
 *
 * @param quick whether to end within a minute
 * @param rounds how often the limit and the library take turns
 * @param peerRounds in how many of these rounds the peers take part; this library's other
 * kinds of workers do in all
 * @param workloads what to measure, empty for everything
 * @param peers the names of those to measure, empty for all
 * @param node whether those that run in Node take part
 * @param json where to write all figures to, {@code null} for nowhere
 * @param plots the directory to draw them into, {@code null} for none
 */
record Arguments(boolean quick, int rounds, int peerRounds, Set<Workload> workloads, Set<String> peers, boolean node,
		@Nullable Path json, @Nullable Path plots) {

	private static final int ROUNDS = 3;

	private static final int MAX_NUMBER = 9_999;

	/**
	 * Reads a command line.
	 * @throws IllegalArgumentException if it cannot be understood; the message says why
	 */
	static Arguments of(List<String> line) {
		boolean quick = false;
		boolean node = false;
		int rounds = 0;
		int peerRounds = 1;
		Set<String> names = new LinkedHashSet<>();
		Path json = null;
		Path plots = null;
		for (Iterator<String> rest = line.iterator(); rest.hasNext();) {
			String option = rest.next();
			switch (option) {
				case "--quick" -> quick = true;
				case "--node" -> node = true;
				case "--rounds" -> rounds = number(option, rest);
				case "--peer-rounds" -> peerRounds = number(option, rest);
				case "--only" -> names.addAll(List.of(value(option, rest).split(",")));
				case "--json" -> json = file(option, value(option, rest));
				case "--plots" -> plots = directory(option, value(option, rest));
				default -> throw new IllegalArgumentException("'%s' is no option of compare".formatted(option));
			}
		}
		Set<Workload> workloads = EnumSet.noneOf(Workload.class);
		Set<String> peers = new LinkedHashSet<>();
		for (String name : names) {
			Optional<Workload> workload = Workload.ofLabel(name);
			if (workload.isPresent()) {
				workloads.add(workload.get());
			}
			else {
				peers.add(peer(name, node));
			}
		}
		return new Arguments(quick, (rounds > 0) ? rounds : quick ? 1 : ROUNDS, peerRounds, workloads, peers, node,
				json, plots);
	}

	/** The value that follows an option. */
	static String value(String option, Iterator<String> rest) {
		try {
			return rest.next();
		}
		catch (NoSuchElementException ex) {
			throw new IllegalArgumentException("%s needs a value".formatted(option), ex);
		}
	}

	/** The number that follows an option. */
	static int number(String option, Iterator<String> rest) {
		return number(option, rest, MAX_NUMBER);
	}

	/** The number that follows an option, from 1 to a limit. */
	static int number(String option, Iterator<String> rest, int limit) {
		String value = value(option, rest);
		if (!value.matches("[1-9][0-9]{0,8}") || Integer.parseInt(value) > limit) {
			throw new IllegalArgumentException(
					"%s is '%s'; it must be a number from 1 to %d".formatted(option, value, limit));
		}
		return Integer.parseInt(value);
	}

	/** A file to write. */
	static Path file(String option, String value) {
		Path file = Path.of(value).toAbsolutePath();
		if (isMissing(file.getParent()) || Files.isDirectory(file)) {
			throw new IllegalArgumentException(
					"%s is '%s'; it must be a file in a directory that exists".formatted(option, value));
		}
		return file;
	}

	/** A directory to write into, which is made if need be. */
	static Path directory(String option, String value) {
		Path directory = Path.of(value).toAbsolutePath();
		if (!Files.isDirectory(directory) && (isMissing(directory.getParent()) || Files.exists(directory))) {
			throw new IllegalArgumentException(
					"%s is '%s'; it must be a directory, or one to be made in a directory that exists".formatted(option,
							value));
		}
		return directory;
	}

	private static boolean isMissing(@Nullable Path directory) {
		return directory == null || !Files.isDirectory(directory);
	}

	private static String peer(String name, boolean node) {
		List<String> onJvms = Peers.onJvms().stream().map(Peer::name).toList();
		List<String> onNode = Peers.onNode().stream().map(Peer::name).toList();
		if (!onJvms.contains(name) && !onNode.contains(name)) {
			String goals = Stream.of(Workload.values()).map(Workload::label).collect(Collectors.joining(", "));
			throw new IllegalArgumentException("--only has '%s', which is neither a goal (%s) nor a peer (%s, %s)"
				.formatted(name, goals, String.join(", ", onJvms), String.join(", ", onNode)));
		}
		if (onNode.contains(name) && !node) {
			throw new IllegalArgumentException("--only has '%s', which runs in Node; add --node".formatted(name));
		}
		return name;
	}

	/**
	 * Returns what to measure in which order. A quick run begins with what it is for, and
	 * has the peers in one workload only unless they are asked for.
	 */
	List<Step> steps() {
		List<Peer> peers = new ArrayList<>(Peers.onJvms());
		if (this.node) {
			peers.addAll(Peers.onNode());
		}
		peers.removeIf((peer) -> isMain(peer) || !takesPart(peer));
		Set<List<Workload>> groups = new LinkedHashSet<>();
		measured().forEach((workload) -> groups.add(workload.together()));
		List<Step> steps = new ArrayList<>();
		for (int round = 1; round <= this.rounds; round++) {
			List<Step> others = new ArrayList<>();
			for (List<Workload> group : groups) {
				steps.addAll(main(round, group));
				if (!this.quick || group.contains(Workload.RTT) || !this.peers.isEmpty()) {
					for (Peer peer : peers) {
						if (round <= this.peerRounds || Peers.isOwnVariant(peer)) {
							(this.quick ? others : steps).addAll(step(round, group, peer));
						}
					}
				}
			}
			steps.addAll(others);
		}
		return steps;
	}

	/** The limit before and after this library, as often as the workload needs. */
	private List<Step> main(int round, List<Workload> group) {
		List<Step> limit = step(round, group, Peers.limit());
		List<Step> own = takesPart(Peers.own()) ? step(round, group, Peers.own()) : List.of();
		List<Step> steps = new ArrayList<>(limit);
		for (int take = 0; take < (this.quick ? 1 : group.get(0).takes()); take++) {
			steps.addAll(own);
			if (!this.quick && !own.isEmpty()) {
				steps.addAll(limit);
			}
		}
		return steps;
	}

	/** Nothing if the peer cannot do it. */
	private static List<Step> step(int round, List<Workload> group, Peer peer) {
		List<Workload> workloads = group.stream().filter(peer.workloads()::contains).toList();
		return workloads.isEmpty() ? List.of() : List.of(new Step(round, workloads, peer));
	}

	/**
	 * Whether a figure is shown. One that comes with another need not have been asked
	 * for.
	 */
	boolean isAskedFor(Workload workload) {
		return measured().contains(workload);
	}

	/** The goals asked for. */
	Set<Workload> goals() {
		return this.workloads.isEmpty() ? EnumSet.allOf(Workload.class) : this.workloads;
	}

	/** The goals that can be reached, with what their figures are divided by. */
	private Set<Workload> measured() {
		Set<Workload> measured = EnumSet.noneOf(Workload.class);
		for (Workload goal : goals()) {
			if (Peers.own().workloads().contains(goal)) {
				measured.add(goal);
				if (goal.against() == Workload.Against.FIRST) {
					measured.add(Workload.FIRST);
				}
			}
		}
		return measured;
	}

	private boolean takesPart(Peer peer) {
		return peer.name().equals(Peers.RAW) || this.peers.isEmpty() || this.peers.contains(peer.name());
	}

	static boolean isMain(Peer peer) {
		return peer.name().equals(Peers.RAW) || peer.name().equals(Peers.OWN);
	}

	/**
	 * Figures to take from the same processes.
	 *
	 * @param round in which round, from 1
	 * @param workloads what
	 * @param peer of whom
	 */
	record Step(int round, List<Workload> workloads, Peer peer) {
	}

}
