/**
 * The program that people run: measures the raw limit, the library and its peers side by
 * side and prints their figures as ratios. Needs no library itself.
 */
@NullMarked
package io.isolatedworkers.benchmarks;

import org.jspecify.annotations.NullMarked;
