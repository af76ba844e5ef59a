package io.isolatedworkers.socket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Where sockets live, and what is left of hosts that died.
 */
class SocketDirectoryTests {

	private final List<SocketDirectory> own = new ArrayList<>();

	private final List<OtherHost> others = new ArrayList<>();

	private final String tmpdirBefore = System.getProperty("java.io.tmpdir");

	private Path parent;

	@BeforeEach
	void useOwnParent() throws IOException {
		this.parent = Files.createTempDirectory("iw");
		System.setProperty("java.io.tmpdir", this.parent.toString());
	}

	@AfterEach
	void cleanUp() throws Exception {
		for (OtherHost other : this.others) {
			other.die();
		}
		this.own.forEach(SocketDirectory::release);
		System.setProperty("java.io.tmpdir", this.tmpdirBefore);
		try (Stream<Path> files = Files.walk(this.parent)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

	@Test
	void theDirectoryIsPrivate() throws IOException {
		Path path = create().path();
		assertThat(path).isDirectory().hasParent(this.parent);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path))).isEqualTo("rwx------");
	}

	@Test
	void socketPathsAreNewReadableAndShortEnoughToBind() throws IOException {
		SocketDirectory directory = create();
		Set<Path> paths = new HashSet<>();
		for (String name : List.of("images", "images", "", "../up", "a/b\\c d\0e", "ü€", "x".repeat(500), "-.")) {
			Path path = directory.newSocketPath(name);
			assertThat(paths.add(path)).isTrue();
			assertThat(path).doesNotExist();
			assertThat(path.getParent()).isEqualTo(directory.path());
			assertThat(SocketDirectory.checkLength(path)).isEqualTo(path);
			try (ServerSocketChannel server = listen(path)) {
				assertThat(path).exists();
			}
		}
		assertThat(directory.newSocketPath("images 1").getFileName()).hasToString("images_1-9.sock");
	}

	@Test
	void fileNamesAreAllowedOnWindowsToo() {
		for (String name : List.of("CON", "nul.txt", "com1.x", "a:b", "what?", "<|>\"*", "ends with dot.", " ",
				"x".repeat(99))) {
			String file = SocketDirectory.fileName(name, 7, ".sock");
			assertThat(file).matches("[A-Za-z0-9_-]*-7\\.sock").hasSizeLessThan(40);
			// What Windows looks at when it looks for devices
			assertThat(file.substring(0, file.indexOf('.'))).endsWith("-7");
		}
	}

	@Test
	void aPathOfTheLimitCanBeBoundAndALongerOneIsRefusedWithItsLength() throws IOException {
		String start = this.parent + "/";
		Path fitting = Path.of(start + "x".repeat(SocketDirectory.MAX_PATH_BYTES - start.length()));
		assertThat(SocketDirectory.checkLength(fitting)).isEqualTo(fitting);
		listen(fitting).close();
		assertThatIllegalArgumentException().isThrownBy(() -> SocketDirectory.checkLength(Path.of(fitting + "x")))
			.withMessageContaining(fitting + "x has 103 bytes; the limit is 102");
		Path wide = Path.of("/" + "ü".repeat(51));
		assertThatIllegalArgumentException().isThrownBy(() -> SocketDirectory.checkLength(wide))
			.withMessageContaining("103 bytes");
	}

	@Test
	void aTemporaryDirectoryThatIsTooLongOrMissingIsReplaced() throws Exception {
		Path longParent = Files.createDirectory(this.parent.resolve("x".repeat(60)));
		Path missing = this.parent.resolve("missing");
		Path shorter = Files.createDirectory(this.parent.resolve("r"));
		for (Path tmpdir : List.of(longParent, missing)) {
			OtherHost host = start(tmpdir, Map.of("XDG_RUNTIME_DIR", shorter.toString()));
			assertThat(host.directory).hasParent(shorter).isDirectory();
			assertThat(host.directory.resolve("x".repeat(39)).toString())
				.hasSizeLessThanOrEqualTo(SocketDirectory.MAX_PATH_BYTES);
		}
		assertThat(longParent).isEmptyDirectory();
	}

	@Test
	void releasingRemovesTheDirectoryWithItsDeadSockets() throws IOException {
		SocketDirectory directory = create();
		listen(directory.newSocketPath("dead")).close();
		directory.release();
		assertThat(directory.path()).doesNotExist();
		directory.release();
	}

	@Test
	void whatAWorkerLeavesBesideItsSocketGoesWithIt() throws Exception {
		OtherHost dead = start(this.parent, Map.of());
		Path gone = dead.directory.resolve("gone-1.sock");
		Path served = dead.directory.resolve("served-2.sock");
		for (Path socket : List.of(gone, served)) {
			Files.createFile(SocketDirectory.errorsOf(socket));
		}
		listen(gone).close();
		try (ServerSocketChannel server = listen(served)) {
			dead.die();
			create();
			assertThat(SocketDirectory.errorsOf(gone)).doesNotExist();
			assertThat(SocketDirectory.errorsOf(served)).exists();
		}
		SocketDirectory.removeSocket(served);
		assertThat(dead.directory).doesNotExist();
	}

	@Test
	void releasingLeavesASocketThatIsStillServed() throws IOException {
		SocketDirectory directory = create();
		Path socket = directory.newSocketPath("alive");
		try (ServerSocketChannel server = listen(socket)) {
			directory.release();
			assertThat(socket).exists();
		}
		SocketDirectory.removeSocket(socket);
		assertThat(directory.path()).doesNotExist();
	}

	@Test
	void removingASocketLeavesTheDirectoryOfALivingHost() throws Exception {
		OtherHost host = start(this.parent, Map.of());
		Path socket = host.directory.resolve("worker-1.sock");
		listen(socket).close();
		SocketDirectory.removeSocket(socket);
		assertThat(socket).doesNotExist();
		assertThat(host.directory).isDirectory();
		SocketDirectory.removeSocket(socket);
		host.die();
		SocketDirectory.removeSocket(socket);
		assertThat(host.directory).doesNotExist();
	}

	@Test
	void removingASocketElsewhereRemovesNothingElse() throws IOException {
		Path directory = Files.createDirectory(this.parent.resolve("users-own"));
		Path socket = directory.resolve("x.sock");
		listen(socket).close();
		SocketDirectory.removeSocket(socket);
		assertThat(socket).doesNotExist();
		assertThat(directory).isEmptyDirectory();
	}

	@Test
	void directoriesOfDeadHostsAreSweptAndThoseOfLivingOnesStay() throws Exception {
		OtherHost dead = start(this.parent, Map.of());
		OtherHost left = start(this.parent, Map.of());
		OtherHost alive = start(this.parent, Map.of());
		listen(dead.directory.resolve("dead-1.sock")).close();
		try (ServerSocketChannel served = listen(left.directory.resolve("alive-1.sock"))) {
			listen(left.directory.resolve("dead-2.sock")).close();
			dead.die();
			left.die();
			assertThat(dead.directory).isDirectory();
			Path foreign = Files.createDirectory(this.parent.resolve("isolated-workers-foreign"));
			SocketDirectory mine = create();
			assertThat(dead.directory).doesNotExist();
			assertThat(left.directory.resolve("alive-1.sock")).exists();
			assertThat(left.directory.resolve("dead-2.sock")).doesNotExist();
			assertThat(alive.directory).isDirectory();
			assertThat(foreign).isDirectory();
			assertThat(mine.path()).isDirectory();
		}
		SocketDirectory again = create();
		assertThat(left.directory).doesNotExist();
		assertThat(again.path()).isDirectory();
	}

	@Test
	void aHostLeavesTheDirectoriesOfItsOwnProcessAlone() {
		SocketDirectory first = create();
		SocketDirectory second = create();
		assertThat(first.path()).isDirectory().isNotEqualTo(second.path());
	}

	@Test
	void aSecondSweepInOneProcessDoesNotGiveUpTheLockOfTheFirst() throws Exception {
		SocketDirectory first = create();
		create();
		start(this.parent, Map.of());
		assertThat(first.path()).isDirectory();
	}

	@Test
	void aRelativePathIsMeasuredAsItWillBeUsed() {
		String name = "x".repeat(100);
		assertThat(Path.of(name).toAbsolutePath().toString()).hasSizeGreaterThan(SocketDirectory.MAX_PATH_BYTES);
		assertThatIllegalArgumentException().isThrownBy(() -> SocketDirectory.checkLength(Path.of(name)));
	}

	private SocketDirectory create() {
		SocketDirectory directory = SocketDirectory.create();
		this.own.add(directory);
		return directory;
	}

	private OtherHost start(Path tmpdir, Map<String, String> environment) throws IOException {
		OtherHost host = OtherHost.start(tmpdir, environment);
		this.others.add(host);
		return host;
	}

	private static ServerSocketChannel listen(Path path) throws IOException {
		return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
	}

	/** A host in a process of its own, which does nothing but have a directory. */
	static final class OtherHost {

		private final Process process;

		private final Path directory;

		private OtherHost(Process process, Path directory) {
			this.process = process;
			this.directory = directory;
		}

		static OtherHost start(Path tmpdir, Map<String, String> environment) throws IOException {
			ProcessBuilder builder = new ProcessBuilder(
					Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
					"-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx32m", "-XX:-UsePerfData",
					"-Djava.io.tmpdir=" + tmpdir, "-cp", System.getProperty("java.class.path"), Main.class.getName())
				.redirectError(ProcessBuilder.Redirect.INHERIT);
			builder.environment().putAll(environment);
			Process process = builder.start();
			String line = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
			assertThat(line).as("the other host's directory").isNotNull();
			return new OtherHost(process, Path.of(line));
		}

		void die() throws InterruptedException {
			this.process.destroyForcibly().waitFor();
		}

	}

	/** The other host's main class: ends when its parent does. */
	static final class Main {

		private Main() {
		}

		public static void main(String[] arguments) throws IOException {
			System.out.println(SocketDirectory.create().path());
			while (System.in.read() >= 0) {
				// until the parent is gone
			}
		}

	}

}
