package io.isolatedworkers.driver;

import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

/**
 * Why a worker is gone.
 *
 * @param kind what ended it
 * @param exitCode the exit code of its process, if it had one that could be read; a
 * process that died by a signal shows 128 and the signal's number
 * @param detail what is known beyond that, as a sentence without its full stop
 * @param outputTail the last lines the worker wrote to its standard error, or to its
 * standard output if it wrote no errors; empty for none
 */
public record ShutdownReason(Kind kind, @Nullable Integer exitCode, String detail, String outputTail) {

	/** What ended a worker. */
	public enum Kind {

		/** It exited by itself. */
		EXIT,

		/** A signal killed it. */
		SIGNAL,

		/** It broke the protocol or lost its connection, and was killed. */
		ERROR,

		/** The host closed it. */
		CLOSE

	}

	/**
	 * What a line of a JVM's standard output begins with when it exits because its memory
	 * ran out. A driver puts that line into the output tail.
	 */
	public static final String OUT_OF_MEMORY = "Terminating due to java.lang.OutOfMemoryError";

	private static final int SIGNAL_BASE = 128;

	/**
	 * The reason for a process that ended by itself.
	 * @param exitCode its exit code, as a shell would show it
	 * @param outputTail its last lines, empty for none
	 * @return the reason
	 */
	public static ShutdownReason exited(int exitCode, String outputTail) {
		String signal = signalName(exitCode);
		if (signal != null) {
			return new ShutdownReason(Kind.SIGNAL, exitCode, "killed by %s (exit code %d)".formatted(signal, exitCode),
					outputTail);
		}
		String exited = "exited with code %d".formatted(exitCode);
		return new ShutdownReason(Kind.EXIT, exitCode,
				tellsOutOfMemory(outputTail) ? "ran out of memory and " + exited : exited, outputTail);
	}

	private static boolean tellsOutOfMemory(String outputTail) {
		return outputTail.lines().anyMatch((line) -> line.startsWith(OUT_OF_MEMORY));
	}

	/**
	 * The reason for a process that ended by itself and was started by an earlier host:
	 * the system tells the exit code to no other.
	 * @param outputTail its last lines, empty for none
	 * @return the reason
	 */
	public static ShutdownReason exitedUnseen(String outputTail) {
		return new ShutdownReason(Kind.EXIT, null, "ended; its exit code is unknown because an earlier host started it",
				outputTail);
	}

	/**
	 * The reason for a worker that was killed because of what it did.
	 * @param why what it did
	 * @param exitCode its exit code, {@code null} if unknown
	 * @param outputTail its last lines, empty for none
	 * @return the reason
	 */
	public static ShutdownReason error(String why, @Nullable Integer exitCode, String outputTail) {
		return new ShutdownReason(Kind.ERROR, exitCode, why, outputTail);
	}

	/**
	 * The reason for a worker that the host closed.
	 * @param exitCode its exit code, {@code null} if unknown
	 * @return the reason
	 */
	public static ShutdownReason closed(@Nullable Integer exitCode) {
		return new ShutdownReason(Kind.CLOSE, exitCode, "closed by the host", "");
	}

	/**
	 * Returns the signal that ended the worker's process.
	 * @return the number, empty if no signal did
	 */
	public OptionalInt signal() {
		return (this.exitCode != null && signalName(this.exitCode) != null)
				? OptionalInt.of(this.exitCode - SIGNAL_BASE) : OptionalInt.empty();
	}

	/**
	 * Whether the worker was a JVM that exited because its memory ran out.
	 * @return {@code true} if it said so
	 */
	public boolean outOfMemory() {
		return this.kind == Kind.EXIT && tellsOutOfMemory(this.outputTail);
	}

	private static @Nullable String signalName(int exitCode) {
		return switch (exitCode - SIGNAL_BASE) {
			case 1 -> "SIGHUP";
			case 2 -> "SIGINT";
			case 3 -> "SIGQUIT";
			case 4 -> "SIGILL";
			case 6 -> "SIGABRT";
			case 7 -> "SIGBUS";
			case 8 -> "SIGFPE";
			case 9 -> "SIGKILL";
			case 11 -> "SIGSEGV";
			case 13 -> "SIGPIPE";
			case 14 -> "SIGALRM";
			case 15 -> "SIGTERM";
			case 24 -> "SIGXCPU";
			case 31 -> "SIGSYS";
			default -> null;
		};
	}

	@Override
	public String toString() {
		return this.detail;
	}

}
