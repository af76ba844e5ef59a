/**
 * Benchmarks of single parts, run by JMH. Those of parts that are not public are in the
 * packages of the parts.
 */
@NullMarked
package io.isolatedworkers.benchmarks.parts;

import org.jspecify.annotations.NullMarked;
