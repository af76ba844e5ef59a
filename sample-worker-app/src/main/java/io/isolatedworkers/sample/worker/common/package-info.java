/**
 * What all workers with data have in common: their settings, how they open their two
 * paths, and the directory that each has of its own.
 */
@NullMarked
package io.isolatedworkers.sample.worker.common;

import org.jspecify.annotations.NullMarked;
