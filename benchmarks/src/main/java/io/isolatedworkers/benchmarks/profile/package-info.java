/**
 * Where the time of two processes goes: recordings of the JDK's Flight Recorder, read as
 * shares of groups, and what the kernel says about their threads.
 */
@NullMarked
package io.isolatedworkers.benchmarks.profile;

import org.jspecify.annotations.NullMarked;
