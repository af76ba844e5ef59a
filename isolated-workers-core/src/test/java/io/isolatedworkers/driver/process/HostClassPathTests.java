package io.isolatedworkers.driver.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a main class is started on the host's class path.
 */
class HostClassPathTests {

	private static final String LAUNCHER = "org.springframework.boot.loader.launch.PropertiesLauncher";

	@TempDir
	private Path directory;

	@Test
	void aMainClassIsStartedOnTheHostsClassPath() {
		String own = String.join(File.pathSeparator, "/lib/a.jar", "/classes");
		assertThat(launchOn(own)).containsExactly("-cp", own, "my.Main");
	}

	@Test
	void aClassPathOfItsOwnWins() {
		assertThat(HostClassPath.launch(List.of(Path.of("/lib/a.jar"), Path.of("/classes")), "my.Main"))
			.containsExactly("-cp", "/lib/a.jar" + File.pathSeparator + "/classes", "my.Main");
	}

	@Test
	void aSpringBootJarIsStartedByItsOwnLoader() throws IOException {
		String jar = jar("app.jar", true, true);
		assertThat(HostClassPath.isBootJar(jar)).isTrue();
		String[] launched = { "-cp", jar, "-Dloader.main=my.Main", LAUNCHER };
		assertThat(launchOn(jar)).containsExactly(launched);
		assertThat(HostClassPath.launch(List.of(Path.of(jar)), "my.Main")).containsExactly(launched);
	}

	@Test
	void theLoaderIsNotStartedByItself() throws IOException {
		String jar = jar("app.jar", true, true);
		assertThat(HostClassPath.launch(List.of(Path.of(jar)), LAUNCHER)).containsExactly("-cp", jar, LAUNCHER);
	}

	@Test
	void aManifestThatComesLateIsFound() throws IOException {
		Path late = this.directory.resolve("late.jar");
		try (JarFile app = new JarFile(jar("app.jar", true, true));
				JarOutputStream jar = new JarOutputStream(Files.newOutputStream(late))) {
			for (String name : List.of(LAUNCHER.replace('.', '/') + ".class", JarFile.MANIFEST_NAME)) {
				jar.putNextEntry(new JarEntry(name));
				app.getInputStream(app.getEntry(name)).transferTo(jar);
			}
		}
		assertThat(HostClassPath.isBootJar(late.toString())).isTrue();
	}

	@Test
	void theArchiveOfASpringBootJarIsMadeByItsOwnLoaderToo() throws IOException {
		String jar = jar("app.jar", true, true);
		JvmOptions training = JvmOptions.defaults().training(List.of(Path.of(jar)), List.of("-Dmade=here"));
		assertThat(WorkerCommand.training().commandLine(training, Map.of())).containsSubsequence("-Dmade=here", "-cp",
				jar, "-Dloader.main=io.isolatedworkers.server.WorkerMain", LAUNCHER,
				"io.isolatedworkers.server.Trainee");
	}

	@Test
	void onlyAnArchiveOnTopOfTheJdksTakesClassesOfJarsInsideAJar() throws IOException {
		List<Path> inside = List.of(Path.of(jar("app.jar", true, true)));
		List<Path> plain = List.of(Path.of(jar("plain.jar", false, false)));
		assertThat(ArchiveFormat.CLASS_DATA.goingWith(inside)).isEqualTo(ArchiveFormat.CLASS_DATA_ON_TOP);
		assertThat(ArchiveFormat.CLASS_DATA.goingWith(plain)).isEqualTo(ArchiveFormat.CLASS_DATA);
		assertThat(ArchiveFormat.CLASS_DATA.goingWith(List.of(inside.get(0), plain.get(0))))
			.isEqualTo(ArchiveFormat.CLASS_DATA);
		assertThat(ArchiveFormat.AHEAD_OF_TIME.goingWith(inside)).isEqualTo(ArchiveFormat.AHEAD_OF_TIME);
	}

	@Test
	void whatIsNoSpringBootJarIsNotTakenForOne() throws IOException {
		String bootJar = jar("app.jar", true, true);
		assertThat(HostClassPath.isBootJar(jar("plain.jar", false, false))).isFalse();
		assertThat(HostClassPath.isBootJar(jar("extracted.jar", true, false))).isFalse();
		assertThat(HostClassPath.isBootJar(jar("loader.jar", false, true))).isFalse();
		assertThat(HostClassPath.isBootJar(bootJar + File.pathSeparator + bootJar)).isFalse();
		assertThat(HostClassPath.isBootJar(this.directory.resolve("missing.jar").toString())).isFalse();
		assertThat(HostClassPath.isBootJar("")).isFalse();
		Path broken = Files.writeString(this.directory.resolve("broken.jar"), "no zip");
		assertThat(HostClassPath.isBootJar(broken.toString())).isFalse();
		assertThat(HostClassPath.isBootJar(Files.createDirectory(this.directory.resolve("dir.jar")).toString()))
			.isFalse();
		Path bare = this.directory.resolve("bare.jar");
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(bare))) {
			jar.putNextEntry(new JarEntry("x"));
		}
		assertThat(HostClassPath.isBootJar(bare.toString())).isFalse();
	}

	@Test
	void aRelativeClassPathIsMadeAbsolute() {
		assertThat(launchOn("lib/a.jar" + File.pathSeparator + "classes").get(1)).isEqualTo(
				Path.of("lib/a.jar").toAbsolutePath() + File.pathSeparator + Path.of("classes").toAbsolutePath());
		assertThat(HostClassPath.launch(List.of(Path.of("lib/a.jar")), "my.Main").get(1))
			.isEqualTo(Path.of("lib/a.jar").toAbsolutePath().toString());
	}

	private static List<String> launchOn(String classPath) {
		String before = System.getProperty("java.class.path");
		System.setProperty("java.class.path", classPath);
		try {
			return HostClassPath.launch(List.of(), "my.Main");
		}
		finally {
			System.setProperty("java.class.path", before);
		}
	}

	private String jar(String name, boolean manifestOfBoot, boolean loader) throws IOException {
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
		if (manifestOfBoot) {
			manifest.getMainAttributes().putValue("Spring-Boot-Classes", "BOOT-INF/classes/");
		}
		Path path = this.directory.resolve(name);
		try (OutputStream out = Files.newOutputStream(path); JarOutputStream jar = new JarOutputStream(out, manifest)) {
			jar.putNextEntry(new JarEntry(loader ? LAUNCHER.replace('.', '/') + ".class" : "my/Main.class"));
		}
		return path.toString();
	}

}
