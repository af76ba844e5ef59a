/**
 * The work that the sample hands to its worker processes.
 */
@NullMarked
package io.isolatedworkers.sample.worker;

import org.jspecify.annotations.NullMarked;
