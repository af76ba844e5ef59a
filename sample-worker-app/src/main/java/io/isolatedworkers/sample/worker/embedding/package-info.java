/**
 * Turns documents into vectors that are near each other where their words are: the
 * contract and its implementation.
 */
@NullMarked
package io.isolatedworkers.sample.worker.embedding;

import org.jspecify.annotations.NullMarked;
