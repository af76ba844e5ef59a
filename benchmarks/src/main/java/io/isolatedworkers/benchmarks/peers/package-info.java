/**
 * What is measured and how: the workloads, the ways to call code in another process, and
 * the program that takes one figure of one of them. Nothing here needs the libraries of
 * another peer than the one that is measured.
 */
@NullMarked
package io.isolatedworkers.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
