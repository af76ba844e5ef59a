/**
 * Archive tasks over HTTP: submitted, watched as they go on, and noted once when they
 * end. The rows themselves never come here; a worker moves them.
 */
@NullMarked
package io.isolatedworkers.sample.host.archive;

import org.jspecify.annotations.NullMarked;
