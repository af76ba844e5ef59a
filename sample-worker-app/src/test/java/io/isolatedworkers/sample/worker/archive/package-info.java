/**
 * Tests of the archive worker.
 */
@NullMarked
package io.isolatedworkers.sample.worker.archive;

import org.jspecify.annotations.NullMarked;
