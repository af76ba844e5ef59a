package io.isolatedworkers.sample.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.isolatedworkers.sample.worker.archive.ArchiveCheck;
import io.isolatedworkers.sample.worker.archive.ArchiveCheck.Finding;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The databases of a sample beside a copy of what they held at first.
 */
final class ArchiveFiles {

	private final Path original;

	private final Path primary;

	private final Path archive;

	/** Takes the copy. Nothing must be written meanwhile. */
	ArchiveFiles(Path directory) throws IOException {
		this.primary = directory.resolve("chat.db");
		this.archive = directory.resolve("chat-archive.db");
		this.original = directory.resolve("original.db");
		Files.copy(this.primary, this.original);
	}

	void assertAllArchived(long rows) {
		Finding finding = assertNothingLost();
		assertThat(finding.primary()).as(finding.toString()).isZero();
		assertThat(finding.archived()).as(finding.toString()).isEqualTo(rows);
	}

	void assertNothingArchived(long rows) {
		Finding finding = assertNothingLost();
		assertThat(finding.primary()).as(finding.toString()).isEqualTo(rows);
		assertThat(finding.archived()).as(finding.toString()).isZero();
	}

	/** Each message is in exactly one of the two files, and what it was. */
	Finding assertNothingLost() {
		Finding finding = ArchiveCheck.compare(this.original, this.primary, this.archive)
			.stream()
			.filter((candidate) -> candidate.collection().equals("chat_messages"))
			.findFirst()
			.orElseThrow();
		assertThat(finding.isFine()).as(finding.toString()).isTrue();
		return finding;
	}

}
