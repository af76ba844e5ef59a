package io.isolatedworkers.message;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes the transaction id of a request. An id must not be in use by another open request
 * of the same client.
 */
@FunctionalInterface
public interface TransactionIdGenerator {

	/**
	 * Makes an id.
	 * @param message the request, with an empty transaction id
	 * @return the id: not empty
	 */
	String generate(Message message);

	/**
	 * Random (version 4) UUIDs. The bits come from {@link ThreadLocalRandom}: an id pairs
	 * messages and is no secret, and a secure random costs a starting worker 40 ms.
	 * @return the default generator
	 */
	static TransactionIdGenerator randomUuid() {
		return (message) -> {
			ThreadLocalRandom random = ThreadLocalRandom.current();
			long high = (random.nextLong() & ~0xF000L) | 0x4000L;
			long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
			return new UUID(high, low).toString();
		};
	}

}
