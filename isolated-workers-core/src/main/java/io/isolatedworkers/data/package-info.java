/**
 * The fast path: rows of a database read and written where the worker runs, without a way
 * through the host. A {@link io.isolatedworkers.data.DataAdapter} reaches the files
 * behind configured names; which one is a matter of one line.
 */
@NullMarked
package io.isolatedworkers.data;

import org.jspecify.annotations.NullMarked;
