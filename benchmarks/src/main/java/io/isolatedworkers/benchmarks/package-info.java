/**
 * Runs the library, the raw socket and the library's peers side by side, and prints their
 * figures as ratios.
 */
@NullMarked
package io.isolatedworkers.benchmarks;

import org.jspecify.annotations.NullMarked;
