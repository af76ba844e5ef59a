package io.isolatedworkers.pool;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one worker of a pool.
 *
 * @param id the worker's name, which its replacements keep, such as {@code images-1}
 * @param pid its process id, {@code null} while it has no process
 * @param state what it is doing
 * @param active whether its process, if it has one, is alive
 * @param connected whether it could be sent a request
 * @param pending how many requests it has and has not answered
 * @param completed how many requests it answered with a result, restarts included
 * @param failed how many of its requests ended in any other way, restarts included
 * @param restarts how often it was replaced
 * @param protocol the protocol version agreed with it, {@code null} while it is not
 * connected
 * @param startedAt when it could first be used, {@code null} while it cannot
 * @param lastFailure how its predecessor died or why it could not be started,
 * {@code null} if that never happened
 */
public record WorkerStats(String id, @Nullable Long pid, WorkerState state, boolean active, boolean connected,
		int pending, long completed, long failed, int restarts, @Nullable Integer protocol, @Nullable Instant startedAt,
		@Nullable String lastFailure) {
}
