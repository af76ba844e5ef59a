package io.isolatedworkers.driver;

import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.serializer.Serializer;

/**
 * What the worker's side of a channel needs besides its start-up data.
 *
 * @param serializer turns messages into bytes
 * @param disconnectBehavior what to do when the host disconnects
 * @param logger where to write to
 */
public record ServerSettings(Serializer serializer, DisconnectBehavior disconnectBehavior, Logger logger) {
}
