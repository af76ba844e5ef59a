package io.isolatedworkers.driver.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a main class is started on the class path of the host.
 */
final class HostClassPath {

	private static final String BOOT_LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	private HostClassPath() {
	}

	/**
	 * Returns the JVM arguments that start a main class.
	 * @param classPath the class path, empty for the host's own
	 * @param mainClass the class
	 * @return the class path option and the class
	 */
	static List<String> launch(List<Path> classPath, String mainClass) {
		if (!classPath.isEmpty()) {
			return plain(classPath.stream()
				.map((path) -> path.toAbsolutePath().toString())
				.collect(Collectors.joining(File.pathSeparator)), mainClass);
		}
		String own = absolute(System.getProperty("java.class.path"));
		return isBootJar(own) ? List.of("-cp", own, "-Dloader.main=" + mainClass, BOOT_LAUNCHER)
				: plain(own, mainClass);
	}

	/** The worker may run in another directory. */
	private static String absolute(String classPath) {
		return Arrays.stream(classPath.split(Pattern.quote(File.pathSeparator)))
			.filter((entry) -> !entry.isEmpty())
			.map((entry) -> Path.of(entry).toAbsolutePath().toString())
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static List<String> plain(String classPath, String mainClass) {
		return List.of("-cp", classPath, mainClass);
	}

	/**
	 * Whether the classes are in jars inside a jar, where only Spring Boot's loader finds
	 * them.
	 */
	static boolean isBootJar(String classPath) {
		if (!classPath.endsWith(".jar") || classPath.contains(File.pathSeparator)) {
			return false;
		}
		try (JarFile jar = new JarFile(classPath)) {
			Manifest manifest = jar.getManifest();
			return manifest != null && manifest.getMainAttributes().getValue("Spring-Boot-Classes") != null
					&& jar.getEntry(BOOT_LAUNCHER.replace('.', '/') + ".class") != null;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
