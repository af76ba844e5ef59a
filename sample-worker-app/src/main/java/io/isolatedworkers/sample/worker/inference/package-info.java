/**
 * Classifies chat messages with a classifier that was trained before: the contract and
 * its implementation.
 */
@NullMarked
package io.isolatedworkers.sample.worker.inference;

import org.jspecify.annotations.NullMarked;
