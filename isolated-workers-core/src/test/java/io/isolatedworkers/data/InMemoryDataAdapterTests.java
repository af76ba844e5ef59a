package io.isolatedworkers.data;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

class InMemoryDataAdapterTests extends DataAdapterContract {

	@Override
	DataAdapter open(Path directory) {
		InMemoryDataAdapter.Builder builder = InMemoryDataAdapter.builder();
		for (String handle : new String[] { PRIMARY, ARCHIVE }) {
			builder.collection(handle, MESSAGES, "id", "chat", "content", "created_at", "version")
				.collection(handle, THINGS, "id", "v", "w");
		}
		return builder.build();
	}

	@Test
	void collectionsThatDifferCannotBeMoved() {
		try (DataAdapter data = InMemoryDataAdapter.builder()
			.collection(PRIMARY, THINGS, "id", "v")
			.collection(ARCHIVE, THINGS, "id", "w")
			.build()) {
			fails(DataProblem.SCHEMA_MISMATCH, () -> data.moveBatch(Move.of(THINGS, PRIMARY, ARCHIVE)), "v", "w");
		}
	}

	@Test
	void namesOfADeclarationAreChecked() {
		fails(DataProblem.INVALID_IDENTIFIER, () -> InMemoryDataAdapter.builder().collection(PRIMARY, "a b", "id"));
		fails(DataProblem.INVALID_IDENTIFIER, () -> InMemoryDataAdapter.builder().collection(PRIMARY, "a", "i d"));
	}

}
