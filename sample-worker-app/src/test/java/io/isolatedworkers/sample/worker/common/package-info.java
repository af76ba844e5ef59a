/**
 * Tests of the image worker.
 */
@NullMarked
package io.isolatedworkers.sample.worker.common;

import org.jspecify.annotations.NullMarked;
