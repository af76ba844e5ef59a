/**
 * The universal path: what a worker asks of its host. The library's own client and server
 * turned round: a {@link io.isolatedworkers.command.CommandRouter} in the host answers
 * the {@link io.isolatedworkers.command.CommandClient} of each worker.
 */
@NullMarked
package io.isolatedworkers.command;

import org.jspecify.annotations.NullMarked;
