/**
 * Tests of the image worker.
 */
@NullMarked
package io.isolatedworkers.sample.worker.training;

import org.jspecify.annotations.NullMarked;
