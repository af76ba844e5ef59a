package io.isolatedworkers.driver.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.isolatedworkers.driver.CommandTicket;
import io.isolatedworkers.driver.DisconnectBehavior;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.logging.LogLevel;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.FlatJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What a worker process finds in its environment.
 *
 * @param driver the name of the driver that started the process
 * @param socketPath where the worker listens
 * @param serializer the simple name of the host's serializer
 * @param serializerClass its full name
 * @param hostConnectTimeout how long to wait for the host, zero for ever
 * @param protocol the highest protocol version the host speaks
 * @param token the secret the host will show, {@code null} if it has none
 * @param hostPid the host's process id, zero if unknown
 * @param disconnectBehavior what to do when the host disconnects, {@code null} if the
 * host leaves it to the worker
 * @param workerDataFile what the host gave the worker beside messages, {@code null} for
 * nothing
 * @param commandTicket how to reach the host's commands, {@code null} if it gives none
 * @param logLevel what to log
 * @param maxFrameBytes the largest frame
 */
record ProcessStartupData(String driver, Path socketPath, @Nullable String serializer, @Nullable String serializerClass,
		Duration hostConnectTimeout, int protocol, @Nullable String token, long hostPid,
		@Nullable DisconnectBehavior disconnectBehavior, @Nullable WorkerDataFile workerDataFile,
		@Nullable CommandTicket commandTicket, LogLevel logLevel, int maxFrameBytes) implements StartupData {

	static final String STARTUP_DATA = "ISOLATED_WORKERS_STARTUP_DATA";

	static final String SOCKET_PATH = "ISOLATED_WORKERS_SOCKET_PATH";

	static final String SERVER_CONNECT_TIMEOUT = "ISOLATED_WORKERS_SERVER_CONNECT_TIMEOUT";

	static final String SERIALIZER = "ISOLATED_WORKERS_SERIALIZER";

	/** The limit of hosts that name none: 64 MiB. */
	static final int DEFAULT_MAX_FRAME_BYTES = 64 * 1024 * 1024;

	/** The driver's name as the original library writes it. */
	private static final String WIRE_DRIVER = "child_process";

	private static @Nullable ProcessStartupData ofThisProcess;

	/** What is worth a log, without the secrets. */
	@Override
	public String toString() {
		return "start-up data of driver %s, socket %s, protocol %d".formatted(this.driver, this.socketPath,
				this.protocol);
	}

	@Override
	public <T> @Nullable T workerData(TypeRef<T> type) {
		return (this.workerDataFile != null) ? this.workerDataFile.as(type) : null;
	}

	@Override
	public boolean isOwnProcess() {
		return true;
	}

	/** Zero means for ever, so a shorter wait than a millisecond is one. */
	private long connectTimeoutMillis() {
		return this.hostConnectTimeout.isZero() ? 0
				: Math.max(1, TimeUnit.MILLISECONDS.convert(this.hostConnectTimeout));
	}

	void writeTo(Map<String, String> environment) {
		environment.put(STARTUP_DATA, toJson());
		environment.put(SOCKET_PATH, this.socketPath.toString());
		environment.put(SERVER_CONNECT_TIMEOUT, String.valueOf(connectTimeoutMillis()));
		if (this.serializer != null) {
			environment.put(SERIALIZER, this.serializer);
		}
	}

	private String toJson() {
		Map<String, @Nullable Object> fields = new LinkedHashMap<>();
		fields.put("driver", WIRE_DRIVER);
		fields.put("socketPath", this.socketPath.toString());
		fields.put("serializer", this.serializer);
		fields.put("serializerClass", this.serializerClass);
		fields.put("serverConnectTimeout", connectTimeoutMillis());
		fields.put("protocol", this.protocol);
		fields.put("token", this.token);
		fields.put("hostPid", this.hostPid);
		if (this.disconnectBehavior != null) {
			fields.put("disconnectBehavior", this.disconnectBehavior.wireName());
		}
		if (this.workerDataFile != null) {
			fields.put("workerDataPath", this.workerDataFile.path().toString());
		}
		if (this.commandTicket != null) {
			fields.put("commandSocketPath", this.commandTicket.socket().toString());
			fields.put("commandToken", this.commandTicket.token());
		}
		fields.put("logLevel", this.logLevel.name().toLowerCase(Locale.ROOT));
		fields.put("maxFrameBytes", this.maxFrameBytes);
		fields.values().removeIf(Objects::isNull);
		return FlatJson.write(fields);
	}

	/**
	 * The start-up data of this process, read once: the host removes what it needs no
	 * more.
	 */
	static synchronized ProcessStartupData ofThisProcess() {
		ProcessStartupData data = ofThisProcess;
		if (data == null) {
			data = read(System.getenv());
			ofThisProcess = data;
		}
		return data;
	}

	static ProcessStartupData read(Map<String, String> environment) {
		String json = environment.get(STARTUP_DATA);
		if (json == null) {
			throw new IllegalStateException(
					("This process has no start-up data of driver '%s' (the variable %s is not set). "
							+ "Start it through Workers or a pool, not by hand; a worker of another driver must name that driver")
						.formatted(ChildProcessDriver.NAME, STARTUP_DATA));
		}
		try {
			return parse(json);
		}
		catch (JacksonException ex) {
			throw new IllegalStateException(
					"The variable %s is not valid JSON: %s".formatted(STARTUP_DATA, ex.getOriginalMessage()), ex);
		}
	}

	private static ProcessStartupData parse(String json) {
		Map<String, String> fields = FlatJson.read(json);
		String driver = fields.getOrDefault("driver", WIRE_DRIVER);
		String socketPath = fields.get("socketPath");
		String workerDataPath = fields.get("workerDataPath");
		String commandSocketPath = fields.get("commandSocketPath");
		String commandToken = fields.get("commandToken");
		int maxFrameBytes = number(fields, "maxFrameBytes", DEFAULT_MAX_FRAME_BYTES);
		if (!driver.equals(WIRE_DRIVER)) {
			throw new IllegalStateException(
					"The host started this worker with driver '%s', but the worker uses driver '%s'; name the host's driver in the worker"
						.formatted(driver, WIRE_DRIVER));
		}
		if (socketPath == null) {
			throw new IllegalStateException("The variable %s names no socketPath".formatted(STARTUP_DATA));
		}
		return new ProcessStartupData(ChildProcessDriver.NAME, Path.of(socketPath), fields.get("serializer"),
				fields.get("serializerClass"),
				Duration.ofMillis(Math.max(0,
						number(fields, "serverConnectTimeout",
								ChildProcessOptions.DEFAULT_HOST_CONNECT_TIMEOUT.toMillis()))),
				number(fields, "protocol", 1), fields.get("token"), number(fields, "hostPid", 0),
				DisconnectBehavior.ofWireName(fields.getOrDefault("disconnectBehavior", "")).orElse(null),
				(workerDataPath != null) ? WorkerDataFile.read(Path.of(workerDataPath)) : null,
				(commandSocketPath != null && commandToken != null)
						? new CommandTicket(Path.of(commandSocketPath), commandToken) : null,
				logLevel(fields.getOrDefault("logLevel", "")), (maxFrameBytes > 0 && maxFrameBytes <= Integer.MAX_VALUE)
						? (int) maxFrameBytes : DEFAULT_MAX_FRAME_BYTES);
	}

	private static int number(Map<String, String> fields, String name, int fallback) {
		long value = number(fields, name, (long) fallback);
		return (value == (int) value) ? (int) value : fallback;
	}

	private static long number(Map<String, String> fields, String name, long fallback) {
		String text = fields.get(name);
		if (text == null) {
			return fallback;
		}
		try {
			return Long.parseLong(text);
		}
		catch (NumberFormatException ex) {
			return rounded(text, fallback);
		}
	}

	private static long rounded(String text, long fallback) {
		try {
			return (long) Double.parseDouble(text);
		}
		catch (NumberFormatException ex) {
			return fallback;
		}
	}

	private static LogLevel logLevel(String name) {
		for (LogLevel level : LogLevel.values()) {
			if (level.name().equalsIgnoreCase(name)) {
				return level;
			}
		}
		return LogLevel.INFO;
	}
}
