/**
 * Tests of the image worker.
 */
@NullMarked
package io.isolatedworkers.sample.worker.images;

import org.jspecify.annotations.NullMarked;
