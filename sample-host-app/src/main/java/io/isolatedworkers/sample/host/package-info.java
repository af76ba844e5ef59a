/**
 * The sample application whose requests are served with the help of isolated workers.
 */
@NullMarked
package io.isolatedworkers.sample.host;

import org.jspecify.annotations.NullMarked;
