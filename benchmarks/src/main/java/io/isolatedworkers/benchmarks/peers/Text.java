package io.isolatedworkers.benchmarks.peers;

import java.io.Serializable;

/**
 * The payload of all peers that know types: a record with one field.
 *
 * @param text the text
 */
record Text(String text) implements Serializable {
}
