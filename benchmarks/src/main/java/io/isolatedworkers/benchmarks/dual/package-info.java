/**
 * The two paths of a worker: what moves its data, and what it asks of its host. Programs
 * that are run as processes of their own; each prints figures.
 */
@NullMarked
package io.isolatedworkers.benchmarks.dual;

import org.jspecify.annotations.NullMarked;
