package io.isolatedworkers.message;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transaction ids.
 */
class TransactionIdGeneratorTests {

	private static final int MANY = 100_000;

	@Test
	void idsAreDifferentVersion4Uuids() {
		TransactionIdGenerator generator = TransactionIdGenerator.randomUuid();
		Message message = new Message("", "resize", null);
		Set<String> ids = new HashSet<>();
		long bitsSeenSet = 0;
		long bitsSeenClear = 0;
		for (int i = 0; i < MANY; i++) {
			String id = generator.generate(message);
			UUID uuid = UUID.fromString(id);
			assertThat(uuid).hasToString(id);
			assertThat(uuid.version()).isEqualTo(4);
			assertThat(uuid.variant()).isEqualTo(2);
			bitsSeenSet |= uuid.getMostSignificantBits();
			bitsSeenClear |= ~uuid.getMostSignificantBits();
			ids.add(id);
		}
		assertThat(ids).hasSize(MANY);
		assertThat(bitsSeenSet).isEqualTo(~0xB000L);
		assertThat(bitsSeenClear).isEqualTo(~0x4000L);
	}

}
