package io.isolatedworkers.spring;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.isolatedworkers.pool.PoolStats;
import io.isolatedworkers.pool.WorkerPool;
import io.isolatedworkers.pool.WorkerState;
import io.isolatedworkers.pool.WorkerStats;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * Actuator endpoint that shows the pools and their workers.
 */
@Endpoint(id = "workers")
public class WorkersEndpoint {

	private final Supplier<Map<String, WorkerPool>> pools;

	/**
	 * Makes the endpoint.
	 * @param pools answers the pools that are started, by the names of their beans
	 */
	public WorkersEndpoint(Supplier<Map<String, WorkerPool>> pools) {
		this.pools = pools;
	}

	/**
	 * Shows all pools that are started.
	 * @return the pools
	 */
	@ReadOperation
	public PoolsDescriptor pools() {
		Map<String, PoolDescriptor> descriptors = new LinkedHashMap<>();
		this.pools.get().forEach((name, pool) -> descriptors.put(name, describe(pool)));
		return new PoolsDescriptor(descriptors);
	}

	/**
	 * Shows one pool.
	 * @param pool its name
	 * @return the pool, {@code null} if there is none of that name
	 */
	@ReadOperation
	public @Nullable PoolDescriptor pool(@Selector String pool) {
		WorkerPool found = this.pools.get().get(pool);
		return (found != null) ? describe(found) : null;
	}

	/**
	 * Shows one worker.
	 * @param pool the name of its pool
	 * @param worker its id
	 * @return the worker, {@code null} if there is none of that id in that pool
	 */
	@ReadOperation
	public @Nullable WorkerDescriptor worker(@Selector String pool, @Selector String worker) {
		PoolDescriptor found = pool(pool);
		return (found != null)
				? found.workers().stream().filter((candidate) -> candidate.id().equals(worker)).findFirst().orElse(null)
				: null;
	}

	private static PoolDescriptor describe(WorkerPool pool) {
		PoolStats stats = pool.stats();
		return new PoolDescriptor(stats.driver(), stats.serializer(), agreedProtocol(stats), stats.size(),
				stats.spares(), stats.pending(), stats.queued(), stats.abandonedThreads(), stats.lastFailure(),
				stats.workers().stream().map(WorkerDescriptor::of).toList());
	}

	private static @Nullable Integer agreedProtocol(PoolStats stats) {
		return stats.workers()
			.stream()
			.map(WorkerStats::protocol)
			.filter(Objects::nonNull)
			.max(Comparator.naturalOrder())
			.orElse(null);
	}

	/**
	 * All pools.
	 *
	 * @param pools the pools, by name
	 */
	public record PoolsDescriptor(Map<String, PoolDescriptor> pools) implements OperationResponseBody {

		/**
		 * Makes a description.
		 */
		public PoolsDescriptor {
			pools = Collections.unmodifiableMap(new LinkedHashMap<>(pools));
		}

	}

	/**
	 * One pool.
	 *
	 * @param driver the name of its driver
	 * @param serializer the name of its serializer's class
	 * @param protocol the highest protocol version agreed with a worker, {@code null}
	 * while none is connected
	 * @param size how many workers should take requests
	 * @param spares how many more should be kept ready to take over
	 * @param pending how many requests have not ended, those that wait included
	 * @param queued how many requests wait for a worker
	 * @param abandonedThreads how many threads of workers that are gone still run,
	 * because their code does not react to interrupts
	 * @param lastFailure how a worker died or why one could not be started, {@code null}
	 * if that never happened
	 * @param workers its workers, spares included
	 */
	public record PoolDescriptor(String driver, String serializer, @Nullable Integer protocol, int size, int spares,
			int pending, int queued, int abandonedThreads, @Nullable String lastFailure,
			List<WorkerDescriptor> workers) implements OperationResponseBody {

		/**
		 * Makes a description.
		 */
		public PoolDescriptor {
			workers = List.copyOf(workers);
		}

	}

	/**
	 * One worker.
	 *
	 * @param id its name, which its replacements keep
	 * @param pid its process id, {@code null} while it has no process
	 * @param state what it is doing
	 * @param active whether its process is alive
	 * @param connected whether it could be sent a request
	 * @param pending how many requests it has and has not answered
	 * @param completed how many requests it answered with a result
	 * @param failed how many of its requests ended in any other way
	 * @param restarts how often it was replaced
	 * @param startedAt when it could first be used, {@code null} while it cannot
	 * @param lastFailure how its predecessor died or why it could not be started,
	 * {@code null} if that never happened
	 */
	public record WorkerDescriptor(String id, @Nullable Long pid, WorkerState state, boolean active, boolean connected,
			int pending, long completed, long failed, int restarts, @Nullable Instant startedAt,
			@Nullable String lastFailure) implements OperationResponseBody {

		private static WorkerDescriptor of(WorkerStats stats) {
			return new WorkerDescriptor(stats.id(), stats.pid(), stats.state(), stats.active(), stats.connected(),
					stats.pending(), stats.completed(), stats.failed(), stats.restarts(), stats.startedAt(),
					stats.lastFailure());
		}

	}

}
