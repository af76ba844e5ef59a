/**
 * From messages to bytes and back: the {@link io.isolatedworkers.serializer.Serializer}
 * base class, JSON, CBOR and Smile, and how frames are told apart in a stream.
 */
@NullMarked
package io.isolatedworkers.serializer;

import org.jspecify.annotations.NullMarked;
