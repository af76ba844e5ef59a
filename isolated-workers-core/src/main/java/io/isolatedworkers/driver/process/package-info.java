/**
 * Workers as child processes: what to run, how the host starts, watches and ends a
 * process, and how the worker's side listens.
 */
@NullMarked
package io.isolatedworkers.driver.process;

import org.jspecify.annotations.NullMarked;
