/**
 * Makes what the training, inference and embedding workers can be tried with.
 */
@NullMarked
package io.isolatedworkers.sample.worker.knowledge;

import org.jspecify.annotations.NullMarked;
