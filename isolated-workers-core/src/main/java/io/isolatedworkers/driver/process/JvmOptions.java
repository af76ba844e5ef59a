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
 * @param lean whether the JVM is started for small workers; default {@code false}
 * @param classDataArchive whether the JVM keeps what it reads from jars for later starts,
 * {@code null} for the default: unless the host's environment variable
 * {@code ISOLATED_WORKERS_CLASS_DATA_ARCHIVE} is {@code false}
 * @param archiveDirectory where it is kept, {@code null} for the user's cache directory
 */
public record JvmOptions(@Nullable Path javaHome, long maxHeapBytes, List<String> arguments, List<Path> classPath,
		Set<JvmDefault> withoutDefaults, boolean lean, @Nullable Boolean classDataArchive,
		@Nullable Path archiveDirectory) {

	private static final long KILOBYTE = 1024;

	/** What {@link Builder#lean} stands for. */
	private static final List<String> LEAN = List.of("-XX:TieredStopAtLevel=1", "-Xss512k",
			"-Djdk.reflect.useNativeAccessorOnly=true");

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
		List<String> chosen = argumentsAndVariables(environment);
		List<String> all = new ArrayList<>();
		for (JvmDefault byDefault : JvmDefault.values()) {
			if (!this.withoutDefaults.contains(byDefault) && byDefault.appliesTo(chosen)) {
				all.add(byDefault.argument());
			}
		}
		if (this.lean) {
			all.addAll(LEAN);
		}
		if (this.maxHeapBytes > 0) {
			all.add("-Xmx%dk".formatted(Math.max(1, this.maxHeapBytes / KILOBYTE)));
		}
		all.addAll(this.arguments);
		return all;
	}

	/** What the user tells the JVM, here or by variables that JVMs read. */
	List<String> argumentsAndVariables(Map<String, String> environment) {
		List<String> all = new ArrayList<>(this.arguments);
		ARGUMENT_VARIABLES.forEach((name) -> all.add(environment.getOrDefault(name, "")));
		return all;
	}

	/**
	 * The same JVM for a run that makes an archive.
	 * @param archivable the class path
	 * @param make the arguments that make it
	 */
	JvmOptions training(List<Path> archivable, List<String> make) {
		Builder builder = builder().javaHome(this.javaHome)
			.maxHeapBytes(this.maxHeapBytes)
			.classPath(archivable)
			.without(this.withoutDefaults.toArray(JvmDefault[]::new))
			.lean(this.lean)
			.classDataArchive(false);
		this.arguments.stream().filter((argument) -> !ArchiveKey.isProperty(argument)).forEach(builder::arguments);
		return builder.arguments(make).build();
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

		private boolean lean;

		private @Nullable Boolean classDataArchive;

		private @Nullable Path archiveDirectory;

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
		 * Uses another class path than the host's. It must hold this library. If it is a
		 * packaged Spring Boot jar and nothing else, classes are found inside that jar.
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
		 * Starts the JVM for a worker that is small, short-lived, or one of many: less
		 * memory and a faster start for a lower peak speed. Stands for
		 * {@code -XX:TieredStopAtLevel=1}, {@code -Xss512k} and
		 * {@code -Djdk.reflect.useNativeAccessorOnly=true}; {@linkplain #arguments
		 * arguments} come later and win.
		 * @param lean {@code true} for such a worker; default {@code false}
		 * @return this builder
		 */
		public Builder lean(boolean lean) {
			this.lean = lean;
			return this;
		}

		/**
		 * Sets whether the JVM keeps what it reads from jars for later starts: the first
		 * start of a worker makes an archive in the background, by a second JVM that runs
		 * no code of the user's, and later starts are faster. Not done by itself where
		 * the arguments choose an archive or load an agent.
		 * @param classDataArchive {@code false} to start without
		 * @return this builder
		 */
		public Builder classDataArchive(boolean classDataArchive) {
			this.classDataArchive = classDataArchive;
			return this;
		}

		/**
		 * Sets where archives are kept. Nobody but this user may be able to write there.
		 * @param directory the directory, made if it is missing; {@code null} for
		 * {@code isolated-workers} in {@code $XDG_CACHE_HOME} or {@code ~/.cache}
		 * @return this builder
		 */
		public Builder archiveDirectory(@Nullable Path directory) {
			this.archiveDirectory = directory;
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 * @throws IllegalArgumentException if a value is not allowed
		 */
		public JvmOptions build() {
			return new JvmOptions(this.javaHome, this.maxHeapBytes, this.arguments, this.classPath,
					this.withoutDefaults, this.lean, this.classDataArchive, this.archiveDirectory);
		}

	}

}
