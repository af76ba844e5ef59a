package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.isolatedworkers.benchmarks.Benchmarks.Command;

/**
 * What is made of files of runs: {@code plot}, {@code tables} and {@code page}.
 */
final class Pages {

	private static final String EXTENSION = ".md";

	private static final String TEXT = """
			# Results: %s

			Made by the command `page`; [performance](../performance.md) says what is measured and how to read it.

			%s
			%s""";

	private Pages() {
	}

	static Command tables(List<String> arguments) {
		Tables tables = read(arguments, "tables");
		return () -> {
			System.out.println(tables.markdown());
			return true;
		};
	}

	static Command plot(List<String> arguments) {
		Path directory = Arguments.directory("DIR", last(arguments, "plot needs files and a directory"));
		Tables tables = read(arguments.subList(0, arguments.size() - 1), "plot");
		return () -> {
			Plots.write(directory, tables.results());
			return true;
		};
	}

	/**
	 * The tables, and the pictures in a directory beside that has the name of the page.
	 */
	static Command page(List<String> arguments) {
		String name = last(arguments, "page needs files and a page");
		Path page = Arguments.file("PAGE.md", name);
		String file = String.valueOf(page.getFileName());
		if (!file.endsWith(EXTENSION)) {
			throw new IllegalArgumentException("PAGE.md is '%s'; its name must end with %s".formatted(name, EXTENSION));
		}
		String directory = file.substring(0, file.length() - EXTENSION.length());
		Tables tables = read(arguments.subList(0, arguments.size() - 1), "page");
		return () -> {
			Plots.write(page.resolveSibling(directory), tables.results());
			Files.writeString(page, TEXT.formatted(directory, tables.markdown(), tables.pictures(directory)));
			return true;
		};
	}

	private static String last(List<String> arguments, String otherwise) {
		if (arguments.size() < 2) {
			throw new IllegalArgumentException("%s, and got %s".formatted(otherwise, arguments));
		}
		return arguments.get(arguments.size() - 1);
	}

	private static Tables read(List<String> files, String command) {
		if (files.isEmpty()) {
			throw new IllegalArgumentException(command + " needs files that compare --json has written");
		}
		return new Tables(Run.read(files.stream().map(Path::of).toList()));
	}

}
