package io.isolatedworkers.serializer;

/**
 * A record that a test loads a second time.
 *
 * @param text a text
 * @param number a number
 */
record ForeignRecord(String text, int number) {
}
