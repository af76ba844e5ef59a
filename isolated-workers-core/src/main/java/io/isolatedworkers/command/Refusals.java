package io.isolatedworkers.command;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.isolatedworkers.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Logs what was refused or failed, once for each worker and thing: a worker that asks in
 * a loop, or for ever new things, must fill neither log nor memory. Safe for use by
 * several threads.
 */
final class Refusals {

	/** How many different things are logged of one worker. */
	static final int MOST_OF_ONE = 100;

	/** How many workers are remembered. */
	private static final int MOST_WORKERS = 1_000;

	private static final int MOST_CHARS = 300;

	private final Logger logger;

	private final Map<String, Set<String>> logged = new LinkedHashMap<>() {

		private static final long serialVersionUID = 1L;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
			return size() > MOST_WORKERS;
		}

	};

	Refusals(Logger logger) {
		this.logger = logger;
	}

	/** A worker was refused something. */
	void refused(WorkerIdentity worker, String what) {
		log(worker.worker(), worker.toString(), what, null);
	}

	/** What a worker asked for failed in a way that it is not told. */
	void failed(WorkerIdentity worker, String what, Throwable cause) {
		log(worker.worker(), worker.toString(), what, cause);
	}

	/** A process was not let in. */
	void stranger(String what) {
		log("", "a process", what, null);
	}

	private void log(String key, String who, String what, @Nullable Throwable cause) {
		String text = printable(what);
		boolean last;
		synchronized (this.logged) {
			Set<String> known = this.logged.computeIfAbsent(key, (added) -> new LinkedHashSet<>());
			if (known.size() >= MOST_OF_ONE || !known.add(text)) {
				return;
			}
			last = known.size() == MOST_OF_ONE;
		}
		this.logger.warn("Commands: %s %s%s".formatted(who, text, last ? "; nothing more is logged of it" : ""), cause);
	}

	/** What a worker sent must not look like lines of the log. */
	private static String printable(String text) {
		String cut = (text.length() > MOST_CHARS) ? text.substring(0, MOST_CHARS) + "..." : text;
		return cut.codePoints()
			.map((character) -> Character.isISOControl(character) || Character.getType(character) == Character.FORMAT
					|| character == '\u2028' || character == '\u2029' ? '?' : character)
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
			.toString();
	}

}
