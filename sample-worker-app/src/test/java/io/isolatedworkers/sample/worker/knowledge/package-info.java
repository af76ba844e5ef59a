/**
 * Tests of the image worker.
 */
@NullMarked
package io.isolatedworkers.sample.worker.knowledge;

import org.jspecify.annotations.NullMarked;
