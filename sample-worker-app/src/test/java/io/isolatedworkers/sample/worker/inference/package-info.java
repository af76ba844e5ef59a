/**
 * Tests of the inference worker.
 */
@NullMarked
package io.isolatedworkers.sample.worker.inference;

import org.jspecify.annotations.NullMarked;
