package com.example.loopback;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/drivers.md} shows of this driver is what this driver is.
 */
class GuideTests {

	private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

	@Test
	void everyExcerptOfTheGuideIsInTheSource() throws IOException {
		String source = source();
		List<String> excerpts = JAVA.matcher(Files.readString(Path.of("..", "docs", "drivers.md")))
			.results()
			.map((block) -> unindented(block.group(1)))
			.toList();
		assertThat(excerpts).hasSizeGreaterThan(5).allSatisfy((excerpt) -> assertThat(source).contains(excerpt));
	}

	private static String source() throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src"))) {
			return files.filter((file) -> file.toString().endsWith(".java"))
				.map(GuideTests::read)
				.map(GuideTests::unindented)
				.collect(Collectors.joining("\n"));
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String unindented(String code) {
		return code.lines().map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining("\n"));
	}

}
