package io.isolatedworkers.driver;

import java.time.Duration;

import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * What the host's side of a channel needs besides the driver's own options.
 *
 * @param workerName names the worker in logs and errors, such as {@code images-1}
 * @param serializer turns messages into bytes
 * @param startupTimeout how long a worker may take from its start to its first answer
 * @param protocol the highest protocol version to speak, 1 or 2
 * @param maxFrameBytes the largest frame to send or to take
 * @param startNotices whether the worker is asked to tell when a handler begins
 * @param owner who closes the worker when the host's JVM exits, {@code null} for nobody:
 * it is ended as soon as the exit begins
 * @param workerData what the worker can read before its first message, {@code null} for
 * nothing
 * @param commandTicket how the worker reaches the commands of its host, {@code null} if
 * it gets none
 * @param logger where to write to
 * @param logLevel what the worker is told to log
 */
public record ChannelSettings(String workerName, Serializer serializer, Duration startupTimeout, int protocol,
		int maxFrameBytes, boolean startNotices, @Nullable WorkerOwner owner, @Nullable Object workerData,
		@Nullable CommandTicket commandTicket, Logger logger, LogLevel logLevel) {
}
