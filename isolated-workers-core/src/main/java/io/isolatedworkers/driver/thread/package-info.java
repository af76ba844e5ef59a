/**
 * Workers as threads of this JVM, each in its own class loader: the driver, its options,
 * and both ends of the channel between host and worker.
 */
@NullMarked
package io.isolatedworkers.driver.thread;

import org.jspecify.annotations.NullMarked;
