/**
 * Many workers as one: which worker gets a request, what waits, and how workers that die
 * are replaced.
 */
@NullMarked
package io.isolatedworkers.pool;

import org.jspecify.annotations.NullMarked;
