package io.isolatedworkers.benchmarks.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;

import jdk.jfr.Configuration;
import jdk.jfr.Recording;

/**
 * Records this JVM. Flight Recorder's own settings for profiling, but with more samples,
 * and as many of threads in native code as of those in Java.
 */
public final class Recorder {

	private static final String SETTINGS = "profile";

	private static final String PERIOD = "5 ms";

	private final Recording recording;

	private Recorder(Recording recording) {
		this.recording = recording;
	}

	/**
	 * Starts to record.
	 * @return the recorder
	 * @throws IOException if the settings cannot be read
	 */
	public static Recorder start() throws IOException {
		try {
			Recording recording = new Recording(Configuration.getConfiguration(SETTINGS));
			recording.enable(Samples.IN_JAVA).with("period", PERIOD);
			recording.enable(Samples.IN_NATIVE).with("period", PERIOD);
			recording.start();
			// What is allocated is counted from here on
			System.gc();
			return new Recorder(recording);
		}
		catch (ParseException ex) {
			throw new IOException("Flight Recorder's settings '%s' cannot be read".formatted(SETTINGS), ex);
		}
	}

	/**
	 * Stops and writes what was recorded.
	 * @param file where to
	 * @throws IOException if it cannot be written
	 */
	public void stop(Path file) throws IOException {
		try (this.recording) {
			System.gc();
			this.recording.stop();
			this.recording.dump(file);
		}
	}

}
