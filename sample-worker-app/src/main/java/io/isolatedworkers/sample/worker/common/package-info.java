/**
 * What all workers with data and commands have in common: how they open their two paths.
 */
@NullMarked
package io.isolatedworkers.sample.worker.common;

import org.jspecify.annotations.NullMarked;
