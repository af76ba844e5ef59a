package io.isolatedworkers.driver.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.isolatedworkers.driver.ChannelSettings;
import io.isolatedworkers.driver.ShutdownReason;
import io.isolatedworkers.driver.WorkerStartException;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The archive of one kind of worker: used if it is there, made by a
 * {@linkplain ArchiveTraining training run} if it is not.
 *
 * @param file where it is or will be
 * @param format what it is
 * @param options how the worker is started that is to use it
 * @param classPath the part of its class path that can be archived
 * @param databind whether it holds databind, which is most of what the library can load,
 * even if no message of the contract needs it
 * @param sockets what the training run finds out about sockets
 */
record ClassDataArchive(Path file, ArchiveFormat format, ChildProcessOptions options, List<Path> classPath,
		boolean databind, SocketProvider sockets) {

	/** Switches archives off where the options of a worker do not say. */
	static final String VARIABLE = "ISOLATED_WORKERS_CLASS_DATA_ARCHIVE";

	/** Signals by which a JVM ends that finds itself broken: ABRT, BUS and SEGV. */
	private static final List<Integer> BROKEN = List.of(6, 7, 11);

	/**
	 * Finds the archive of a worker.
	 * @param environment the worker's environment
	 * @param settings what else the worker is given
	 * @return the archive, {@code null} if the worker is to start without
	 */
	static @Nullable ClassDataArchive of(ChildProcessOptions options, Map<String, String> environment,
			ChannelSettings settings) {
		JvmOptions jvm = options.jvm();
		List<Path> wanted = options.command().classPath(jvm);
		Boolean chosen = jvm.classDataArchive();
		boolean on = (chosen != null) ? chosen : !"false".equalsIgnoreCase(System.getenv(VARIABLE));
		if (!on || wanted == null || !ArchiveKey.goesWith(jvm.argumentsAndVariables(environment))) {
			return null;
		}
		ArchiveFormat format = ArchiveFormat.of(jvm.javaHome());
		List<Path> classPath = archivable(wanted);
		if (format == null || classPath.isEmpty()) {
			return null;
		}
		boolean databind = mayNeedDatabind(options.command(), settings);
		List<String> parts = new ArrayList<>(options.command().learned());
		parts.add(settings.serializer().getClass().getName());
		parts.add(databind ? "with databind" : "as the contract needs");
		for (String argument : jvm.jvmArguments(environment)) {
			if (!ArchiveKey.isProperty(argument)) {
				parts.add(argument);
			}
		}
		Path java = Path.of(jvm.javaExecutable()).toAbsolutePath();
		parts.add(java.toString());
		List<Path> files = new ArrayList<>(classPath);
		files.add(java.resolve("../../release").normalize());
		files.add(java.resolve("../../lib/modules").normalize());
		Path directory = (jvm.archiveDirectory() != null) ? jvm.archiveDirectory().toAbsolutePath()
				: ArchiveDirectory.usual();
		Path file = directory.resolve(ArchiveKey.of(parts, files) + "." + format.suffix());
		return new ClassDataArchive(file, format.goingWith(classPath), options, classPath, databind,
				SocketProvider.beside(file, classPath.equals(wanted), jvm.argumentsAndVariables(environment)));
	}

	/**
	 * Whether a worker may bind other values than the messages of its contract. All that
	 * an archive holds is in the memory of each worker that uses it.
	 */
	private static boolean mayNeedDatabind(WorkerCommand command, ChannelSettings settings) {
		return !command.isOwnMain() || settings.workerData() != null || settings.commandTicket() != null
				|| !isOfLibrary(settings.serializer());
	}

	/** A serializer of the user's own may bind all by databind. */
	static boolean isOfLibrary(Serializer serializer) {
		return serializer.getClass().getPackage().equals(Serializer.class.getPackage());
	}

	/** JVMs archive classes of jars only, up to the first directory of a class path. */
	private static List<Path> archivable(List<Path> classPath) {
		List<Path> jars = new ArrayList<>();
		for (Path entry : classPath) {
			if (Files.isDirectory(entry)) {
				break;
			}
			jars.add(entry);
		}
		return jars;
	}

	/** A class path as the JVM has it. */
	static List<Path> entries(String classPath) {
		List<Path> entries = new ArrayList<>();
		for (String entry : classPath.split(File.pathSeparator)) {
			if (!entry.isEmpty()) {
				entries.add(Path.of(entry).toAbsolutePath());
			}
		}
		return entries;
	}

	/** The JVM arguments that use it; none while it is not there. */
	List<String> arguments() {
		if (!Files.isRegularFile(this.file) || !ArchiveDirectory.isPrivate(directory())) {
			return List.of();
		}
		List<String> arguments = new ArrayList<>(this.format.toUse(this.file));
		arguments.addAll(this.sockets.arguments());
		return arguments;
	}

	Path directory() {
		return Objects.requireNonNull(this.file.getParent());
	}

	/** Whether nothing need be made, or has been tried of late and did not succeed. */
	boolean isMade() {
		return ArchiveDirectory.isFresh(this.file, ArchiveDirectory.MAX_AGE)
				|| ArchiveDirectory.isFresh(failed(), ArchiveDirectory.MAX_AGE);
	}

	/** Stands for an archive that cannot be made. */
	Path failed() {
		return this.file.resolveSibling(this.file.getFileName() + ".failed");
	}

	/** Whether a start may have failed because the archive is broken. */
	boolean isSuspectOf(WorkerStartException failure) {
		ShutdownReason reason = failure.reason();
		return reason != null && reason.signal().isPresent() && BROKEN.contains(reason.signal().getAsInt());
	}

	/** Removes an archive that broke a JVM, and keeps it from being made again soon. */
	void discard() {
		try {
			giveUp();
			Files.deleteIfExists(this.file);
		}
		catch (IOException ex) {
			// the next start fails in the same way, and goes on in the same way
		}
	}

	/** Keeps an archive that cannot be made from being tried at each start. */
	void giveUp() throws IOException {
		Files.deleteIfExists(failed());
		Files.createFile(failed());
	}

}
