/**
 * The host's end: start a worker, send it requests, get answers or typed failures.
 */
@NullMarked
package io.isolatedworkers.client;

import org.jspecify.annotations.NullMarked;
