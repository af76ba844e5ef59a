/**
 * The worker's end: handlers, the server that serves them to the host, and the main class
 * that serves a contract's implementation.
 */
@NullMarked
package io.isolatedworkers.server;

import org.jspecify.annotations.NullMarked;
