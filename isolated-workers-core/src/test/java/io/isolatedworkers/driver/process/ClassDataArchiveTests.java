package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.isolatedworkers.client.Worker;
import io.isolatedworkers.client.WorkerOptions;
import io.isolatedworkers.client.Workers;
import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.CommandTicket;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.Serializer;
import io.isolatedworkers.testing.MsgPackSerializer;
import io.isolatedworkers.testing.TestWorker;
import io.isolatedworkers.testing.TestWorkerImpl;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a worker's JVM read from jars is kept, and used by later workers.
 */
class ClassDataArchiveTests {

	private static final Duration LIMIT = Duration.ofMinutes(10);

	private static final WorkerCommand COMMAND = WorkerCommand.contract(TestWorker.class, TestWorkerImpl.class);

	@TempDir
	private static Path jars;

	private static List<Path> classPath = List.of();

	@TempDir
	private Path directory;

	/** JVMs archive no classes of directories, which is where a build has them. */
	@BeforeAll
	static void packDirectories() throws IOException {
		List<Path> packed = new ArrayList<>();
		for (Path entry : ClassDataArchive.entries(System.getProperty("java.class.path"))) {
			packed.add(Files.isDirectory(entry) ? pack(entry, jars.resolve(packed.size() + ".jar")) : entry);
		}
		classPath = packed;
	}

	private static Path pack(Path classes, Path jar) throws IOException {
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
				Stream<Path> all = Files.walk(classes)) {
			for (Path file : all.filter(Files::isRegularFile).toList()) {
				out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
				Files.copy(file, out);
				out.closeEntry();
			}
		}
		return jar;
	}

	private JvmOptions.Builder jvm() {
		return JvmOptions.builder().classPath(classPath).classDataArchive(true).archiveDirectory(cache());
	}

	private Path cache() {
		return this.directory.resolve("cache");
	}

	private ChildProcessOptions options() {
		return ChildProcessOptions.builder(COMMAND).jvm(jvm().build()).build();
	}

	private static ClassDataArchive archive(ChildProcessOptions options) {
		ClassDataArchive archive = find(options, Map.of());
		assertThat(archive).isNotNull();
		return archive;
	}

	private static @Nullable ClassDataArchive find(ChildProcessOptions options, Map<String, String> environment) {
		return find(options, environment, new JsonSerializer(), null, null);
	}

	private static @Nullable ClassDataArchive find(ChildProcessOptions options, Map<String, String> environment,
			Serializer serializer, @Nullable Object workerData, @Nullable CommandTicket ticket) {
		return ClassDataArchive.of(options, environment, new ChannelSettings("worker", serializer, LIMIT, 2, 1024,
				false, null, workerData, ticket, WorkerOptions.defaults().logger(), LogLevel.INFO));
	}

	/** Starts a worker, asks it, and tells which files its JVM has mapped. */
	private static String mapsOfWorker(ChildProcessOptions options) throws Exception {
		try (Worker worker = Workers.start(options, WorkerOptions.defaults())) {
			assertThat(worker.contract(TestWorker.class).echo("hello")).isEqualTo("hello");
			String maps = Files.readString(Path.of("/proc", String.valueOf(worker.pid().orElseThrow()), "maps"));
			assertThat(ClassDataArchives.await(LIMIT)).isTrue();
			return maps;
		}
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.list(cache())) {
			return files.map((file) -> file.getFileName().toString())
				.filter((name) -> !name.endsWith(".lock") && !name.endsWith(".sockets"))
				.toList();
		}
	}

	@Test
	void theFirstWorkerMakesItAndLaterOnesUseIt() throws Exception {
		ClassDataArchive archive = archive(options());
		assertThat(mapsOfWorker(options())).doesNotContain(archive.file().toString());
		assertThat(files()).containsExactly(archive.file().getFileName().toString());
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache()))).isEqualTo("rwx------");
		Instant made = ArchiveDirectory.madeAt(archive.file());
		assertThat(mapsOfWorker(options())).contains(archive.file().toString());
		assertThat(ArchiveDirectory.madeAt(archive.file())).isEqualTo(made);
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void laterWorkersAreToldWhichSocketsTheJdkChose() throws Exception {
		String told = "-Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider";
		assertThat(archive(options()).arguments()).isEmpty();
		mapsOfWorker(options());
		assertThat(archive(options()).arguments()).contains(told);
		ChildProcessOptions naming = ChildProcessOptions.builder(COMMAND)
			.jvm(jvm().arguments("-Djava.nio.channels.spi.SelectorProvider=my.Provider").build())
			.build();
		assertThat(archive(naming).file()).isEqualTo(archive(options()).file());
		assertThat(archive(naming).arguments()).isNotEmpty().doesNotContain(told);
		SocketProvider sockets = archive(options()).sockets();
		sockets.write("my.Provider");
		assertThat(archive(options()).arguments()).isNotEmpty().doesNotContain(told);
		Files.writeString(sockets.file(), "my.Provider");
		assertThat(sockets.arguments()).isEmpty();
	}

	@Test
	void whatIsFoundOnOneClassPathIsNotToldOnAnother() throws Exception {
		List<Path> more = new ArrayList<>(classPath);
		more.add(Files.createDirectory(this.directory.resolve("classes")));
		ChildProcessOptions options = ChildProcessOptions.builder(COMMAND).jvm(jvm().classPath(more).build()).build();
		ClassDataArchive archive = archive(options);
		assertThat(archive.file()).isEqualTo(archive(options()).file());
		assertThat(archive.sockets().holds()).isFalse();
		assertThat(archive(options()).sockets().holds()).isTrue();
	}

	@Test
	void aBrokenOneKeepsNoWorkerFromStartingAndIsNotHeardOf() throws Exception {
		Path file = archive(options()).file();
		ArchiveDirectory.make(cache());
		Files.write(file, new byte[100_000]);
		try (Worker worker = Workers.start(options(), WorkerOptions.defaults())) {
			assertThat(worker.contract(TestWorker.class).echo("hello")).isEqualTo("hello");
		}
		Process process = new ProcessBuilder(
				Stream.of(List.of(jvm().build().javaExecutable()), archive(options()).arguments(), List.of("-version"))
					.flatMap(List::stream)
					.toList())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		assertThat(new String(process.getInputStream().readAllBytes())).isEmpty();
		assertThat(process.waitFor()).isZero();
	}

	@Test
	void aDirectoryThatCannotBeMadeIsDoneWithout() throws Exception {
		Path file = Files.createFile(this.directory.resolve("file"));
		ChildProcessOptions options = ChildProcessOptions.builder(COMMAND)
			.jvm(jvm().archiveDirectory(file.resolve("cache")).build())
			.build();
		assertThat(mapsOfWorker(options)).doesNotContain("/cache/");
		assertThat(file).isRegularFile();
	}

	@Test
	void aFileOfADirectoryThatOthersMayWriteToIsNotUsed() throws Exception {
		Path file = archive(options()).file();
		Files.createDirectories(cache());
		Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwxrwxrwx"));
		Files.write(file, new byte[1]);
		assertThat(archive(options()).arguments()).isEmpty();
		Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwxr-xr-x"));
		assertThat(archive(options()).arguments()).contains(archive(options()).format().toUse(file).get(0));
	}

	@Test
	void oneHostMakesItAtATime() throws Exception {
		Path file = archive(options()).file();
		ArchiveDirectory.make(cache());
		Process other = new ProcessBuilder(jvm().build().javaExecutable(), "-cp", System.getProperty("java.class.path"),
				Holder.class.getName(), file + ".lock")
			.start();
		assertThat(other.inputReader().readLine()).isEqualTo("held");
		mapsOfWorker(options());
		assertThat(files()).isEmpty();
		other.getOutputStream().close();
		other.waitFor();
	}

	@Test
	void whatCannotBeMadeIsNotTriedAtEachStart() throws Exception {
		ClassDataArchive archive = archive(options());
		ArchiveDirectory.make(cache());
		archive.giveUp();
		assertThat(archive.isMade()).isTrue();
		Files.setLastModifiedTime(archive.failed(),
				FileTime.from(Instant.now().minus(ArchiveDirectory.MAX_AGE).minusSeconds(1)));
		assertThat(archive.isMade()).isFalse();
	}

	@Test
	@EnabledForJreRange(max = JRE.JAVA_24)
	void whatSomebodyEndsIsTriedAtTheNextStart() throws Exception {
		ClassDataArchive archive = archive(options());
		try (Worker worker = Workers.start(options(), WorkerOptions.defaults())) {
			assertThat(worker.contract(TestWorker.class).echo("hello")).isEqualTo("hello");
			Awaitility.await().atMost(LIMIT).until(ClassDataArchiveTests::endWhoWritesIt);
			assertThat(ClassDataArchives.await(LIMIT)).isTrue();
		}
		assertThat(archive.failed()).doesNotExist();
		assertThat(files()).isEmpty();
	}

	private static boolean endWhoWritesIt() {
		return ProcessHandle.current()
			.descendants()
			.filter((process) -> process.info().commandLine().orElse("").contains("-Xshare:dump"))
			.anyMatch(ProcessHandle::destroy);
	}

	@Test
	void whatIsLeftOfDeadHostsAndOfOldVersionsIsSwept() throws Exception {
		ArchiveDirectory.make(cache());
		Path fresh = Files.createFile(cache().resolve("a.jsa"));
		Path old = Files.createFile(cache().resolve("b.jsa"));
		Path unfinished = Files.createFile(ArchiveDirectory.unfinished(cache().resolve("c.jsa")));
		Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(ArchiveDirectory.MAX_AGE.multipliedBy(3))));
		Files.setLastModifiedTime(unfinished, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		Path others = Files.createFile(ArchiveDirectory.unfinished(cache().resolve("d.jsa")));
		Path dead = Files.createFile(ArchiveDirectory.unfinished(cache().resolve("e.jsa")));
		ArchiveDirectory.sweep(cache(), cache().resolve("e.jsa"));
		assertThat(fresh).exists();
		assertThat(old).doesNotExist();
		assertThat(unfinished).doesNotExist();
		assertThat(others).exists();
		assertThat(dead).doesNotExist();
	}

	@Test
	void itIsNamedByAllThatItIsMadeOf() throws Exception {
		Path file = archive(options()).file();
		assertThat(archive(options()).file()).isEqualTo(file);
		assertThat(archive(with(jvm().arguments("-Da=b"))).file()).isEqualTo(file);
		assertThat(archive(with(jvm().arguments("-Xss1m"))).file()).isNotEqualTo(file);
		assertThat(archive(with(jvm().classPath(classPath.subList(0, 2)))).file()).isNotEqualTo(file);
		Path jar = Files.copy(classPath.get(0), this.directory.resolve("some.jar"));
		Path before = archive(with(jvm().classPath(List.of(jar)))).file();
		Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
		assertThat(archive(with(jvm().classPath(List.of(jar)))).file()).isNotEqualTo(before);
	}

	@Test
	void whoMayNeedMoreThanItsContractHasAnotherOne() {
		JsonSerializer json = new JsonSerializer();
		ClassDataArchive narrow = archive(options());
		assertThat(narrow.databind()).isFalse();
		ChildProcessOptions other = ChildProcessOptions.builder(WorkerCommand.mainClass("Main"))
			.jvm(jvm().build())
			.build();
		List<@Nullable ClassDataArchive> wide = Arrays.asList(find(options(), Map.of(), json, "data", null),
				find(options(), Map.of(), json, null, new CommandTicket(Path.of("/socket"), "token")),
				find(options(), Map.of(), new MsgPackSerializer(), null, null), find(other, Map.of()));
		assertThat(wide).doesNotContainNull().allMatch(ClassDataArchive::databind);
		assertThat(wide).noneMatch((archive) -> archive.file().equals(narrow.file()));
	}

	@Test
	void databindIsOnlyInTheOneOfAWorkerThatMayNeedIt() throws Exception {
		ChildProcessOptions options = ChildProcessOptions.builder(WorkerCommand.contract(Plain.class, PlainImpl.class))
			.jvm(jvm().build())
			.build();
		Path narrow = archive(options).file();
		for (WorkerOptions given : List.of(WorkerOptions.defaults(),
				WorkerOptions.builder().workerData("data").build())) {
			Workers.start(options, given).close();
		}
		assertThat(ClassDataArchives.await(LIMIT)).isTrue();
		Path wide = cache().resolve(files().stream()
			.filter((name) -> !name.equals(narrow.getFileName().toString()))
			.collect(Collectors.joining()));
		assertThat(holdsDatabind(narrow)).isFalse();
		assertThat(holdsDatabind(wide)).isTrue();
	}

	@Test
	@EnabledForJreRange(minVersion = 25, maxVersion = 25)
	void onlyDatabindIsWorthAProfile() throws Exception {
		ChildProcessOptions plain = ChildProcessOptions.builder(WorkerCommand.contract(Plain.class, PlainImpl.class))
			.jvm(jvm().build())
			.build();
		for (ChildProcessOptions each : List.of(plain, options())) {
			Workers.start(each, WorkerOptions.defaults()).close();
		}
		assertThat(ClassDataArchives.await(LIMIT)).isTrue();
		assertThat(profilesIn(archive(plain).file())).contains("TrainingData").doesNotContain(" mdo=0x");
		assertThat(profilesIn(archive(options()).file())).contains("TrainingData").contains(" mdo=0x");
	}

	/** What a JVM with such a cache says of it. */
	private static String profilesIn(Path archive) throws IOException {
		Process process = new ProcessBuilder(JvmOptions.defaults().javaExecutable(), "-XX:+UseSerialGC",
				"-XX:AOTCache=" + archive, "-XX:+UnlockDiagnosticVMOptions", "-XX:+AOTPrintTrainingInfo", "-version")
			.redirectErrorStream(true)
			.start();
		return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
	}

	/**
	 * Looks for the name of a class that only databind itself names. This class is in the
	 * archive too, and so must not name it.
	 */
	private static boolean holdsDatabind(Path archive) throws IOException {
		return Files.readString(archive, StandardCharsets.ISO_8859_1)
			.contains(String.join("/", "tools", "jackson", "databind", "cfg", "BaseSettings"));
	}

	private static ChildProcessOptions with(JvmOptions.Builder jvm) {
		return ChildProcessOptions.builder(COMMAND).jvm(jvm.build()).build();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xshare:off", "-XX:SharedArchiveFile=/x.jsa", "-XX:AOTCache=/x.aot",
			"-XX:ArchiveClassesAtExit=/x", "-XX:+AutoCreateSharedArchive", "-javaagent:/x.jar", "-agentlib:jdwp=x",
			"-Xlog:gc:file=/x", "-XX:StartFlightRecording", "@/arguments" })
	void argumentsThatChooseOneOrGoWithNoneAreLeftAlone(String argument) {
		assertThat(find(with(jvm().arguments(argument)), Map.of())).isNull();
		assertThat(find(options(), Map.of("JAVA_TOOL_OPTIONS", "-Da=b " + argument))).isNull();
	}

	@Test
	void itCanBeSwitchedOffAndIsNoMatterOfOtherPrograms() {
		assertThat(find(with(jvm().classDataArchive(false)), Map.of())).isNull();
		assertThat(find(with(JvmOptions.builder().classPath(classPath)), Map.of()))
			.as("the environment of this build says so")
			.isNull();
		assertThat(find(ChildProcessOptions.builder(WorkerCommand.executable("node")).jvm(jvm().build()).build(),
				Map.of()))
			.isNull();
		assertThat(find(with(jvm().classPath(List.of(this.directory))), Map.of())).isNull();
		assertThat(find(with(jvm().javaHome(this.directory)), Map.of())).isNull();
	}

	interface Plain {

		byte[] answer(Question question);

	}

	record Question(String text, List<String> more) {
	}

	static final class PlainImpl implements Plain {

		@Override
		public byte[] answer(Question question) {
			return new byte[0];
		}

	}

	/** Holds a lock as another host does. */
	static final class Holder {

		private Holder() {
		}

		public static void main(String... arguments) throws IOException {
			try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.CREATE,
					StandardOpenOption.WRITE)) {
				file.lock();
				System.out.println("held");
				System.in.read();
			}
		}

	}

}
