package io.isolatedworkers.driver.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How the JVM of a worker is started. Means nothing to workers that are another
 * executable.
 *
 * @param javaHome the JDK to use, {@code null} for the host's own
 * @param maxHeapBytes the largest heap ({@code -Xmx}), zero to leave it to the JVM, which
 * takes a quarter of the machine's memory
 * @param arguments further JVM arguments; they come last and win
 * @param classPath the class path, empty for the host's own
 * @param withoutDefaults the default arguments to leave out
 */
public record JvmOptions(@Nullable Path javaHome, long maxHeapBytes, List<String> arguments, List<Path> classPath,
		Set<JvmDefault> withoutDefaults) {

	private static final long KILOBYTE = 1024;

	private static final List<String> ARGUMENT_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
			"_JAVA_OPTIONS");

	/**
	 * Checks the options.
	 */
	public JvmOptions {
		if (maxHeapBytes < 0) {
			throw new IllegalArgumentException(
					"maxHeapBytes is %d; it must be positive, or 0 to leave it to the JVM".formatted(maxHeapBytes));
		}
		arguments = List.copyOf(arguments);
		classPath = List.copyOf(classPath);
		withoutDefaults = Set.copyOf(withoutDefaults);
	}

	/**
	 * Returns a builder with all defaults.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns options with all defaults.
	 * @return the options
	 */
	public static JvmOptions defaults() {
		return builder().build();
	}

	String javaExecutable() {
		Path home = (this.javaHome != null) ? this.javaHome : Path.of(System.getProperty("java.home"));
		return home.resolve("bin").resolve((File.separatorChar == '\\') ? "java.exe" : "java").toString();
	}

	/**
	 * Returns the JVM's arguments.
	 * @param environment the worker's environment: a JVM takes arguments from it too
	 */
	List<String> jvmArguments(Map<String, String> environment) {
		List<String> chosen = new ArrayList<>(this.arguments);
		ARGUMENT_VARIABLES.forEach((name) -> chosen.add(environment.getOrDefault(name, "")));
		List<String> all = new ArrayList<>();
		for (JvmDefault byDefault : JvmDefault.values()) {
			if (!this.withoutDefaults.contains(byDefault) && byDefault.appliesTo(chosen)) {
				all.add(byDefault.argument());
			}
		}
		if (this.maxHeapBytes > 0) {
			all.add("-Xmx%dk".formatted(Math.max(1, this.maxHeapBytes / KILOBYTE)));
		}
		all.addAll(this.arguments);
		return all;
	}

	/**
	 * Builds {@link JvmOptions}.
	 */
	public static final class Builder {

		private @Nullable Path javaHome;

		private long maxHeapBytes;

		private final List<String> arguments = new ArrayList<>();

		private List<Path> classPath = List.of();

		private final EnumSet<JvmDefault> withoutDefaults = EnumSet.noneOf(JvmDefault.class);

		private Builder() {
		}

		/**
		 * Uses another JDK or JRE than the host's.
		 * @param javaHome its directory
		 * @return this builder
		 */
		public Builder javaHome(@Nullable Path javaHome) {
			this.javaHome = javaHome;
			return this;
		}

		/**
		 * Limits the heap.
		 * @param bytes the largest heap, 0 to leave it to the JVM
		 * @return this builder
		 */
		public Builder maxHeapBytes(long bytes) {
			this.maxHeapBytes = bytes;
			return this;
		}

		/**
		 * Adds JVM arguments.
		 * @param arguments the arguments, such as {@code -Dname=value}
		 * @return this builder
		 */
		public Builder arguments(String... arguments) {
			return arguments(Arrays.asList(arguments));
		}

		/**
		 * Adds JVM arguments.
		 * @param arguments the arguments, such as {@code -Dname=value}
		 * @return this builder
		 */
		public Builder arguments(Collection<String> arguments) {
			this.arguments.addAll(arguments);
			return this;
		}

		/**
		 * Uses another class path than the host's. It must hold this library.
		 * @param classPath jars and directories, empty for the host's own class path
		 * @return this builder
		 */
		public Builder classPath(List<Path> classPath) {
			this.classPath = classPath;
			return this;
		}

		/**
		 * Leaves default arguments out.
		 * @param defaults which
		 * @return this builder
		 */
		public Builder without(JvmDefault... defaults) {
			this.withoutDefaults.addAll(Arrays.asList(defaults));
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 * @throws IllegalArgumentException if a value is not allowed
		 */
		public JvmOptions build() {
			return new JvmOptions(this.javaHome, this.maxHeapBytes, this.arguments, this.classPath,
					this.withoutDefaults);
		}

	}

}
