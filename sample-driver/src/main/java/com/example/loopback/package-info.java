/**
 * A toy driver, written against the library's SPI alone: its workers run in threads of
 * the host's JVM and in its class loader, and messages cross as the bytes of the
 * serializer. It is there to be read, beside {@code docs/drivers.md}, and proves that a
 * driver can be written without the library's knowledge. Where workers in threads are
 * wanted, use the library's own driver for them.
 * <p>
 * {@link com.example.loopback.LoopbackDriver} is what users name,
 * {@link com.example.loopback.LoopbackChannel} is the host's half, {@code LoopbackWorker}
 * and {@code LoopbackServer} are the worker's half, and {@code LoopbackLink} with its two
 * lanes is what lies between.
 */
@NullMarked
package com.example.loopback;

import org.jspecify.annotations.NullMarked;
