package io.isolatedworkers.benchmarks.peers;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * All peers.
 */
public final class Peers {

	/** The limit. */
	public static final String RAW = "raw";

	/** This library. */
	public static final String OWN = "isolated-workers";

	/** The same with the preset for workers that are small or short-lived. */
	public static final String OWN_LEAN = "isolated-workers-lean";

	/** The same with a worker in a thread in place of a process. */
	public static final String OWN_THREADS = "isolated-workers-threads";

	/** Measured in every round, however few the others take part in. */
	private static final Set<String> OWN_VARIANTS = Set.of(OWN_LEAN, OWN_THREADS);

	private static final List<String> SLF4J = List.of("org.slf4j.");

	private static final List<String> JACKSON = List.of("tools.jackson.", "com.fasterxml.jackson.");

	private static final List<String> NETTY = List.of("io.netty.", "io.projectreactor.", "org.reactivestreams.");

	private static final List<String> OWN_LIBRARIES = concat(List.of("io.isolatedworkers.", "org.jspecify."), JACKSON,
			SLF4J);

	private Peers() {
	}

	/**
	 * Returns those that run in JVMs, in the order in which they take turns. Lambdas, so
	 * that a peer's classes are loaded only where it is measured.
	 * @return the peers
	 */
	public static List<Peer> onJvms() {
		return List.copyOf(jvmPeers());
	}

	/**
	 * Returns those that run in Node.
	 * @return the peers
	 */
	public static List<Peer> onNode() {
		return List.of(new NodePeer("piscina"), new NodePeer("workerpool"), new NodePeer("jest-worker"));
	}

	/**
	 * Returns this library.
	 * @return the peer
	 */
	public static Peer own() {
		return named(OWN);
	}

	/**
	 * Whether a peer is this library in another form.
	 * @param peer the peer
	 * @return whether it is
	 */
	public static boolean isOwnVariant(Peer peer) {
		return OWN_VARIANTS.contains(peer.name());
	}

	/**
	 * Returns the limit.
	 * @return the peer
	 */
	public static Peer limit() {
		return named(RAW);
	}

	/**
	 * Returns which libraries this library needs.
	 * @return how the names of their files begin
	 */
	public static List<String> ownLibraries() {
		return OWN_LIBRARIES;
	}

	static JvmPeer named(String name) {
		return jvmPeers().stream().filter((peer) -> peer.name().equals(name)).findFirst().orElseThrow();
	}

	private static List<JvmPeer> jvmPeers() {
		return List.of(new JvmPeer(RAW, limits(), List.of(), (workload) -> Raw.open(workload)),
				new JvmPeer(OWN, present(), OWN_LIBRARIES, (workload) -> Library.open(workload, false)),
				new JvmPeer(OWN_LEAN, started(), OWN_LIBRARIES, (workload) -> Library.open(workload, true)),
				new JvmPeer(OWN_THREADS, timed(), OWN_LIBRARIES, (workload) -> Library.inThread()),
				new JvmPeer("grpc", common(), List.of("io.grpc.", "io.perfmark.", "com.google."),
						(workload) -> GrpcSession.open()),
				new JvmPeer("rsocket", common(), concat(List.of("io.rsocket."), NETTY, SLF4J),
						(workload) -> RSocketSession.open()),
				new JvmPeer("rmi", common(), List.of(), (workload) -> RmiSession.open()),
				new JvmPeer("pp4j", common(),
						concat(List.of("net.viktorc.", "org.apache.commons.commons-pool2"), SLF4J),
						(workload) -> Pp4jSession.open()),
				new JvmPeer("http", common(),
						concat(List.of("org.springframework.", "org.apache.tomcat.", "io.micrometer.", "jakarta.",
								"commons-logging.", "org.yaml.", "org.jspecify."), JACKSON, SLF4J),
						(workload) -> HttpSession.open()));
	}

	private static Set<Workload> limits() {
		return EnumSet.complementOf(
				EnumSet.of(Workload.SPARE, Workload.POOL_1, Workload.POOL_16, Workload.POOL_256, Workload.GROW));
	}

	/** Nothing is missing here. */
	private static Set<Workload> present() {
		return EnumSet.allOf(Workload.class);
	}

	/** What depends on how a worker's JVM is started. */
	private static Set<Workload> started() {
		return EnumSet.of(Workload.FIRST, Workload.COLD_1000, Workload.MEMORY);
	}

	/** What every peer with a JVM of its own can do. */
	private static Set<Workload> common() {
		Set<Workload> common = timed();
		common.add(Workload.MEMORY);
		return common;
	}

	/** What every peer can do. */
	static Set<Workload> timed() {
		return EnumSet.of(Workload.RTT, Workload.RTT_P99, Workload.RATE_100, Workload.TEXT_100K, Workload.BYTES_100K,
				Workload.BYTES_10M, Workload.TEXT_10M, Workload.FIRST, Workload.COLD_1000);
	}

	@SafeVarargs
	private static List<String> concat(List<String>... lists) {
		List<String> all = new ArrayList<>();
		for (List<String> list : lists) {
			all.addAll(list);
		}
		return all;
	}

}
