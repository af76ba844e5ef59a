/**
 * Tests of the embedding worker.
 */
@NullMarked
package io.isolatedworkers.sample.worker.embedding;

import org.jspecify.annotations.NullMarked;
