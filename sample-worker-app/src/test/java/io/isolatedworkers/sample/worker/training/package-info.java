/**
 * Tests of the training worker.
 */
@NullMarked
package io.isolatedworkers.sample.worker.training;

import org.jspecify.annotations.NullMarked;
