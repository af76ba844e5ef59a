package io.isolatedworkers.driver.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * How a main class is started on the class path of the host.
 */
final class HostClassPath {

	private static final String BOOT_LOADER = "org.springframework.boot.loader.";

	private static final String BOOT_LAUNCHER = BOOT_LOADER + "launch.PropertiesLauncher";

	private HostClassPath() {
	}

	/**
	 * Returns the JVM arguments that start a main class.
	 * @param classPath the class path, empty for the host's own
	 * @param mainClass the class
	 * @return the class path option and the class
	 */
	static List<String> launch(List<Path> classPath, String mainClass) {
		String absolute = classPath.isEmpty() ? absolute(System.getProperty("java.class.path"))
				: classPath.stream()
					.map((path) -> path.toAbsolutePath().toString())
					.collect(Collectors.joining(File.pathSeparator));
		// The loader's own classes are not inside
		return (!mainClass.startsWith(BOOT_LOADER) && isBootJar(absolute))
				? List.of("-cp", absolute, "-Dloader.main=" + mainClass, BOOT_LAUNCHER)
				: List.of("-cp", absolute, mainClass);
	}

	/** The worker may run in another directory. */
	private static String absolute(String classPath) {
		return Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator)))
			.filter((entry) -> !entry.isEmpty())
			.map((entry) -> Path.of(entry).toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * Whether the classes are in jars inside a jar, where only Spring Boot's loader finds
	 * them.
	 */
	static boolean isBootJar(String classPath) {
		if (!classPath.endsWith(".jar") || classPath.contains(File.pathSeparator)) {
			return false;
		}
		try {
			Manifest first = firstManifest(Path.of(classPath));
			if (first != null && !isOfBoot(first)) {
				return false;
			}
			try (JarFile jar = new JarFile(classPath)) {
				Manifest manifest = jar.getManifest();
				return manifest != null && isOfBoot(manifest)
						&& jar.getEntry(BOOT_LAUNCHER.replace('.', '/') + ".class") != null;
			}
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Reads the manifest where nearly all jars have it, at their beginning: to open a jar
	 * is to read the names of all that it holds.
	 */
	private static @Nullable Manifest firstManifest(Path path) throws IOException {
		try (InputStream file = Files.newInputStream(path); JarInputStream jar = new JarInputStream(file, false)) {
			return jar.getManifest();
		}
	}

	private static boolean isOfBoot(Manifest manifest) {
		return manifest.getMainAttributes().getValue("Spring-Boot-Classes") != null;
	}

}
