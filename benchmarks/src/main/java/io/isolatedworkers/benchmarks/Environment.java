package io.isolatedworkers.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where figures were taken: what they depend on.
 *
 * @param jdk the JVM and its version
 * @param cpu the processor's model
 * @param cores how many processors this JVM may use
 * @param kernel the operating system and its version
 * @param load how busy the machine was before, as the kernel tells
 * @param date when
 */
record Environment(String jdk, String cpu, int cores, String kernel, String load, Instant date) {

	private static final String UNKNOWN = "unknown";

	static Environment read() {
		return new Environment(
				"%s %s".formatted(System.getProperty("java.vm.name"), System.getProperty("java.runtime.version")),
				cpuModel(), Runtime.getRuntime().availableProcessors(),
				"%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.version")), loadAverage(),
				Instant.now().truncatedTo(ChronoUnit.SECONDS));
	}

	private static String cpuModel() {
		try {
			return Files.readAllLines(Path.of("/proc/cpuinfo"))
				.stream()
				.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse(UNKNOWN);
		}
		catch (IOException ex) {
			return UNKNOWN;
		}
	}

	private static String loadAverage() {
		try {
			return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
		}
		catch (IOException ex) {
			return UNKNOWN;
		}
	}

	Map<String, Object> asMap() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("jdk", this.jdk);
		map.put("cpu", this.cpu);
		map.put("cores", this.cores);
		map.put("kernel", this.kernel);
		map.put("load", this.load);
		map.put("date", this.date.toString());
		return map;
	}

}
