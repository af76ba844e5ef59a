/**
 * Tests of the image worker.
 */
@NullMarked
package io.isolatedworkers.sample.worker.embedding;

import org.jspecify.annotations.NullMarked;
