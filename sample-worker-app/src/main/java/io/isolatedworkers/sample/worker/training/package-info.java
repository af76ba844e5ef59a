/**
 * Trains a text classifier from labelled examples: the contract and its implementation,
 * and the classifier that others read.
 */
@NullMarked
package io.isolatedworkers.sample.worker.training;

import org.jspecify.annotations.NullMarked;
