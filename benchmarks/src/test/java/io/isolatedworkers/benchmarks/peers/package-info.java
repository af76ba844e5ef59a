/** What is said of the peers. */
@NullMarked
package io.isolatedworkers.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
