/**
 * Streams over Unix domain sockets: where the sockets live, how a connection reads and
 * writes frames, and the handshake with which two ends agree on the protocol.
 */
@NullMarked
package io.isolatedworkers.socket;

import org.jspecify.annotations.NullMarked;
