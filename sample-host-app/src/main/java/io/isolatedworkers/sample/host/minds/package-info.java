/**
 * Training, inference and embeddings over HTTP. The workers read and write the database
 * themselves; what they need besides they ask of this application.
 */
@NullMarked
package io.isolatedworkers.sample.host.minds;

import org.jspecify.annotations.NullMarked;
