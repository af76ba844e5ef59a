/**
 * The vocabulary both sides share: messages and their types, contracts read from
 * interfaces, middleware, transaction ids, and errors that cross the process boundary.
 */
@NullMarked
package io.isolatedworkers.message;

import org.jspecify.annotations.NullMarked;
