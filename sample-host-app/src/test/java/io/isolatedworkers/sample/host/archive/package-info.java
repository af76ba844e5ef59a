/**
 * Tests of the archive tasks.
 */
@NullMarked
package io.isolatedworkers.sample.host.archive;

import org.jspecify.annotations.NullMarked;
