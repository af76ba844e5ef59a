package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

import org.jspecify.annotations.Nullable;

/**
 * The ways in which a JVM keeps what it read from class files for later starts.
 */
enum ArchiveFormat {

	/**
	 * A class-data archive in the place of the JDK's own: JDK 17 to 24. One on top of the
	 * JDK's own would be made by the training run itself, but a worker would have both in
	 * memory, and all of the JDK's that no worker needs.
	 */
	CLASS_DATA("jsa", "-XX:DumpLoadedClassList=", ".classes", "-XX:SharedArchiveFile=", List.of("-Xlog:cds*=off")),

	/**
	 * A class-data archive on top of the JDK's own, for the same JDKs: the only one that
	 * takes classes of jars inside a jar.
	 */
	CLASS_DATA_ON_TOP("jsa", "-XX:ArchiveClassesAtExit=", "", "-XX:SharedArchiveFile=", List.of("-Xlog:cds*=off")),

	/** A cache of loaded and linked classes, and of profiles: from JDK 25 on. */
	AHEAD_OF_TIME("aot", "-XX:AOTCacheOutput=", "", "-XX:AOTCache=", List.of("-Xlog:cds*=off", "-Xlog:aot*=off"));

	private static final int FIRST_CLASS_DATA = 17;

	private static final int FIRST_AHEAD_OF_TIME = 25;

	private final String suffix;

	private final String train;

	/** What the training run writes, behind the name of the file. */
	private final String trained;

	private final String use;

	/** Whatever is wrong with an archive, the JVM starts without it; nobody need know. */
	private final List<String> quietly;

	ArchiveFormat(String suffix, String train, String trained, String use, List<String> quietly) {
		this.suffix = suffix;
		this.train = train;
		this.trained = trained;
		this.use = use;
		this.quietly = quietly;
	}

	/** What the names of its files end with. */
	String suffix() {
		return this.suffix;
	}

	/**
	 * The JVM argument of a training run, which writes its part when it exits in order.
	 */
	String toTrain(Path file) {
		return this.train + file + this.trained;
	}

	/** Whether it keeps what a compiled run learns about its methods. */
	boolean keepsProfiles() {
		return this == AHEAD_OF_TIME;
	}

	/** The JVM arguments that make a file after a training run; none if that did. */
	List<String> toMake(Path file) {
		return this.trained.isEmpty() ? List.of()
				: List.of("-Xshare:dump", "-XX:SharedClassListFile=" + file + this.trained, this.use + file);
	}

	/** What may be left beside a file that was being made. */
	List<Path> leftBeside(Path file) {
		return List.of(Path.of(file + ".config"), Path.of(file + this.trained));
	}

	/** The JVM arguments that use a file. */
	List<String> toUse(Path file) {
		List<String> arguments = new ArrayList<>(this.quietly);
		arguments.add(this.use + file);
		return arguments;
	}

	/** The format of the same JDK for a class path. */
	ArchiveFormat goingWith(List<Path> classPath) {
		return (this == CLASS_DATA && classPath.size() == 1 && HostClassPath.isBootJar(classPath.get(0).toString()))
				? CLASS_DATA_ON_TOP : this;
	}

	/**
	 * The format of a JDK, {@code null} if it has none or is not known.
	 * @param javaHome its directory, {@code null} for the JDK of this JVM
	 */
	static @Nullable ArchiveFormat of(@Nullable Path javaHome) {
		return (javaHome == null) ? of(System.getProperty("java.vm.name"), Runtime.version().feature())
				: ofRelease(javaHome.resolve("release"));
	}

	private static @Nullable ArchiveFormat ofRelease(Path file) {
		Properties release = new Properties();
		try (InputStream in = Files.newInputStream(file)) {
			release.load(in);
			Runtime.Version version = Runtime.Version.parse(release.getProperty("JAVA_VERSION", "").replace("\"", ""));
			return of(release.getProperty("JVM_VARIANT", ""), version.feature());
		}
		catch (IOException | IllegalArgumentException ex) {
			return null;
		}
	}

	private static @Nullable ArchiveFormat of(String jvm, int feature) {
		if (jvm.toLowerCase(Locale.ROOT).contains("openj9") || feature < FIRST_CLASS_DATA) {
			return null;
		}
		return (feature < FIRST_AHEAD_OF_TIME) ? CLASS_DATA : AHEAD_OF_TIME;
	}

}
