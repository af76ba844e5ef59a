/**
 * Moves old rows from the database in use to an archive, and back: the contract, its
 * implementation, and a generator of data to try it with.
 */
@NullMarked
package io.isolatedworkers.sample.worker.archive;

import org.jspecify.annotations.NullMarked;
