package io.isolatedworkers.benchmarks.peers;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LibraryTests {

	@Test
	void handsTextsAndBytesOverToAThread() throws Exception {
		try (Library library = Library.inThread()) {
			Text text = new Text("x");
			assertThat(library.client().send(Library.TEXT, text).join()).isSameAs(text);
			byte[] bytes = { 1, 2, 3 };
			assertThat(library.bytes(bytes)).isSameAs(bytes);
		}
	}

}
