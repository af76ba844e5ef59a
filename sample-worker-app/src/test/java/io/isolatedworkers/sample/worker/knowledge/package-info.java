/**
 * What the tests of the workers share: data, and workers in processes.
 */
@NullMarked
package io.isolatedworkers.sample.worker.knowledge;

import org.jspecify.annotations.NullMarked;
