package io.isolatedworkers.sample.worker.archive;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

import io.isolatedworkers.sample.worker.archive.ArchiveCheck.Finding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.isolatedworkers.sample.worker.archive.ArchiveFixture.execute;
import static io.isolatedworkers.sample.worker.archive.ArchiveFixture.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The check finds what is wrong, in a database that the generator made.
 */
class ArchiveCheckTests {

	private static final String ONE = " WHERE rowid = (SELECT min(rowid) FROM chat_messages)";

	@TempDir
	Path directory;

	@Test
	void whatIsWrongIsFound() {
		find("DELETE FROM chat_messages" + ONE, Finding::missing);
		find("INSERT INTO arc.chat_messages SELECT * FROM chat_messages" + ONE, Finding::doubled);
		find("UPDATE chat_messages SET body = body || ' '" + ONE, Finding::differing);
		find("UPDATE chat_messages SET attachment = CASE WHEN attachment IS NULL THEN x'' END" + ONE,
				Finding::differing);
		find("UPDATE chat_messages SET createdAt = CAST(createdAt AS BLOB)" + ONE, Finding::differing);
		find("UPDATE chat_messages SET body = CAST(body AS BLOB)" + ONE, Finding::differing);
		find("INSERT INTO arc.chat_messages SELECT 'new', room_id, sender_id, createdAt, edited_at, body, attachment, "
				+ "rating, version FROM chat_messages" + ONE, Finding::unknown);
	}

	private void find(String mistake, Function<Finding, List<String>> where) {
		try (ArchiveFixture fixture = new ArchiveFixture(this.directory.resolve("case-" + mistake.hashCode()), 20)) {
			new ArchiveFiles(fixture.primary, fixture.archive()).prepare(ArchiveTask.Mode.ARCHIVE);
			assertThat(ArchiveCheck.compare(fixture.original, fixture.primary, fixture.archive()))
				.allMatch(Finding::isFine)
				.hasSize(2);
			execute(fixture.primary, "ATTACH '" + fixture.archive() + "' AS arc", mistake);
			Finding messages = ArchiveCheck.compare(fixture.original, fixture.primary, fixture.archive()).get(0);
			assertThat(messages.isFine()).as(mistake).isFalse();
			assertThat(where.apply(messages)).as("%s: %s", mistake, messages).hasSize(1);
		}
	}

	@Test
	void theSameSeedMakesTheSameMessagesAndAnotherDoesNot() {
		Path one = this.directory.resolve("one.db");
		Path same = this.directory.resolve("same.db");
		Path other = this.directory.resolve("other.db");
		ChatMessages.create(one, 2_000, 5);
		ChatMessages.create(same, 2_000, 5);
		ChatMessages.create(other, 2_000, 6);
		assertThat(ArchiveCheck.compare(one, same, this.directory.resolve("none.db"))).allMatch(Finding::isFine);
		assertThat(ArchiveCheck.compare(one, other, this.directory.resolve("none.db"))).noneMatch(Finding::isFine);
	}

	@Test
	void messagesAreOfAllTypesAndOfTheSizeOfRealOnes() {
		Path file = this.directory.resolve("chat.db");
		ChatMessages.create(file, 5_000, ChatMessages.DEFAULT_SEED);
		assertThat(number(file, "SELECT count(*) FROM chat_messages")).isEqualTo(5_000);
		assertThat(number(file, "SELECT count(*) FROM chat_reactions")).isEqualTo(1_000);
		for (String column : List.of("edited_at", "attachment", "rating")) {
			assertThat(number(file, "SELECT count(DISTINCT typeof(" + column + ")) FROM chat_messages")).isEqualTo(2);
		}
		assertThat(number(file, "SELECT count(*) FROM chat_messages WHERE body LIKE '%明日%' OR body LIKE '%😂%'"))
			.isPositive();
		assertThat(file.toFile().length() / 5_000).isBetween(350L, 550L);
		assertThat(number(file, "SELECT journal_mode = 'wal' FROM pragma_journal_mode")).isOne();
	}

	@Test
	void aFileThatExistsIsNotOverwritten() throws Exception {
		Path file = Files.writeString(this.directory.resolve("chat.db"), "mine");
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> ChatMessages.create(file, 1, 1))
			.withMessageContaining("not overwritten");
		assertThat(file).hasContent("mine");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ChatMessages.create(this.directory.resolve("b.db"), -1, 1));
	}

}
