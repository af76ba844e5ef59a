/**
 * Tests of the image worker.
 */
@NullMarked
package io.isolatedworkers.sample.worker.inference;

import org.jspecify.annotations.NullMarked;
