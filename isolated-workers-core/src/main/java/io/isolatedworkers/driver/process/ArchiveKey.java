package io.isolatedworkers.driver.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names an archive by all that it is made of: another JDK, another version of a jar or
 * another flag is another archive.
 */
final class ArchiveKey {

	/** Long enough that no two are alike, short enough to be read. */
	private static final int DIGITS = 32;

	/**
	 * Arguments that choose an archive themselves, that no archive goes with, or that
	 * must not have their effect a second time in a training run. Behind an {@code @} may
	 * be any of them.
	 */
	private static final Pattern ALONE = Pattern.compile("-Xshare:.*" //
			+ "|-XX:[+-]?(SharedArchiveFile|ArchiveClassesAtExit|AutoCreateSharedArchive|AOT|SharedClassListFile|DumpLoadedClassList|RecordDynamicDumpInfo).*" //
			+ "|-agent(lib|path):.*|-javaagent:.*|-Xrun.*|-Xdebug|-Xbootclasspath.*" //
			+ "|-XX:(StartFlightRecording|FlightRecorderOptions|Flags|VMOptionsFile)\\b.*|-XX:\\+LogVMOutput" //
			+ "|-Xlog:.*file=.*|-Xloggc:.*" //
			+ "|--(patch-module|limit-modules|upgrade-module-path|module-path)\\b.*|-p" //
			+ "|-Djava\\.system\\.class\\.loader=.*|@.*");

	private ArchiveKey() {
	}

	/** Whether an archive may be used beside arguments, or variables that hold some. */
	static boolean goesWith(List<String> arguments) {
		for (String argument : arguments) {
			for (String word : argument.split("\\s+")) {
				if (ALONE.matcher(word).matches()) {
					return false;
				}
			}
		}
		return true;
	}

	/**
	 * Whether an argument says nothing about how classes are read: a system property,
	 * which may differ from worker to worker.
	 */
	static boolean isProperty(String argument) {
		return argument.startsWith("-D") && !argument.startsWith("-Dloader.");
	}

	/**
	 * Makes the name of an archive.
	 * @param parts words
	 * @param files files, whose size and time of change count as well
	 */
	static String of(List<String> parts, List<Path> files) {
		StringBuilder all = new StringBuilder();
		for (String part : parts) {
			all.append(part).append('\n');
		}
		for (Path file : files) {
			all.append(file).append(' ').append(stamp(file)).append('\n');
		}
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest(all.toString().getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest).substring(0, DIGITS);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String stamp(Path file) {
		try {
			BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
			return attributes.size() + " " + attributes.lastModifiedTime().toMillis();
		}
		catch (IOException ex) {
			return "missing";
		}
	}

}
