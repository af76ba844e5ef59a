/** Runs the program as people do. */
@NullMarked
package io.isolatedworkers.benchmarks;

import org.jspecify.annotations.NullMarked;
