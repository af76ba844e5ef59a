/**
 * Tests of what the workers have in common.
 */
@NullMarked
package io.isolatedworkers.sample.worker.common;

import org.jspecify.annotations.NullMarked;
