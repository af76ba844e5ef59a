/**
 * Tests of the packaged sample, run as its users run it.
 */
@NullMarked
package io.isolatedworkers.sample.host;

import org.jspecify.annotations.NullMarked;
