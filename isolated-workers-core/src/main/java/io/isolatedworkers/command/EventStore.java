package io.isolatedworkers.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

import io.isolatedworkers.logging.Logger;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.JsonSerializer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Events that wait on disk until the host knows them, each a file whose name is its place
 * in the order. A file is complete or not there; what a killed process left unfinished is
 * removed by the next. Safe for use by several threads; one delivers.
 */
final class EventStore implements AutoCloseable {

	/** More are not kept: the host has been away for too long. */
	static final int MOST = 100_000;

	/** How many refused events are kept to be looked at. */
	static final int MOST_REFUSED = 1_000;

	private static final String SUFFIX = ".event";

	private static final Pattern EVENT_FILE = Pattern.compile("\\d{19}\\" + SUFFIX);

	/** Nothing but its own: the directory may hold what others wrote. */
	private static final Pattern UNFINISHED_FILE = Pattern
		.compile(EVENT_FILE + Pattern.quote(LockedDirectory.UNFINISHED));

	private static final String REFUSED = "refused";

	private static final TypeRef<Wire.EmitEvent> EVENT = TypeRef.of(Wire.EmitEvent.class);

	private final LockedDirectory directory;

	private final Logger logger;

	private final JsonSerializer json = new JsonSerializer();

	/** Those that wait, by place: their ids. */
	private final ConcurrentSkipListMap<Long, String> waiting = new ConcurrentSkipListMap<>();

	/** Guards what follows, and that one event is written after the other. */
	private final ReentrantLock lock = new ReentrantLock();

	private final Set<String> ids = new HashSet<>();

	private long last;

	private boolean closed;

	private EventStore(LockedDirectory directory, Logger logger) {
		this.directory = directory;
		this.logger = logger;
	}

	/**
	 * Opens a store, made if it is not there.
	 * @throws IllegalStateException if it cannot be used, with what to change
	 */
	static EventStore open(Path path, Logger logger) {
		try {
			EventStore store = new EventStore(LockedDirectory.open(path), logger);
			boolean usable = false;
			try {
				store.recover();
				usable = true;
				return store;
			}
			finally {
				if (!usable) {
					store.close();
				}
			}
		}
		catch (IOException | UncheckedIOException ex) {
			throw new IllegalStateException("Events cannot be stored in %s: %s".formatted(path, ex.getMessage()), ex);
		}
	}

	private void recover() throws IOException {
		for (String name : namesIn(refused())) {
			if (EVENT_FILE.matcher(name).matches()) {
				// The next one that is refused must not take its place
				this.last = Math.max(this.last, placeOf(name));
			}
		}
		for (String name : namesIn(this.directory.path())) {
			if (UNFINISHED_FILE.matcher(name).matches()) {
				Files.delete(this.directory.path().resolve(name));
			}
			else if (EVENT_FILE.matcher(name).matches()) {
				recover(placeOf(name));
			}
		}
	}

	private void recover(long place) {
		this.last = Math.max(this.last, place);
		this.waiting.put(place, "");
		Wire.NewEvent event = read(place);
		if (event != null && event.id() != null) {
			this.waiting.put(place, event.id());
			this.ids.add(event.id());
		}
	}

	private static List<String> namesIn(Path directory) throws IOException {
		List<String> names = new ArrayList<>();
		try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
			files.forEach((file) -> names.add(String.valueOf(file.getFileName())));
		}
		catch (NoSuchFileException ex) {
			// nothing is there
		}
		return names;
	}

	private static long placeOf(String name) {
		return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
	}

	private Path refused() {
		return this.directory.path().resolve(REFUSED);
	}

	private Path file(long place) {
		return this.directory.path().resolve(name(place));
	}

	private static String name(long place) {
		return "%019d%s".formatted(place, SUFFIX);
	}

	/**
	 * Stores an event, unless one of its id waits already.
	 * @throws CommandException if it cannot be stored; nothing of it is then
	 */
	void store(Wire.NewEvent event) {
		String id = Operations.given(event.id(), "storeEvent", "id");
		Operations.given(event.event(), "storeEvent", "name");
		byte[] content = serialize(event);
		this.lock.lock();
		try {
			if (this.closed) {
				throw new CommandException(CommandProblem.CLOSED, "The client of commands is closed", null);
			}
			if (this.ids.contains(id)) {
				return;
			}
			if (this.waiting.size() >= MOST) {
				throw new CommandException(CommandProblem.TOO_MANY,
						"%,d events wait in %s already".formatted(MOST, this.directory.path()), null);
			}
			long place = this.last + 1;
			this.directory.write(name(place), content);
			this.last = place;
			this.ids.add(id);
			this.waiting.put(place, id);
		}
		catch (IOException ex) {
			throw new CommandException(CommandProblem.FAILED, "Event '%s' cannot be stored in %s: %s"
				.formatted(event.event(), this.directory.path(), ex.getMessage()), ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private byte[] serialize(Wire.NewEvent event) {
		byte[] content;
		try {
			content = this.json.serialize(event);
		}
		catch (JacksonException ex) {
			throw new CommandException(CommandProblem.INVALID_ARGUMENTS,
					"Event '%s' cannot be written as JSON: %s".formatted(event.event(), ex.getOriginalMessage()), ex);
		}
		if (content.length > Wire.MAX_EVENT_BYTES) {
			throw new CommandException(CommandProblem.INVALID_ARGUMENTS, "Event '%s' has %,d bytes; the limit is %,d"
				.formatted(event.event(), content.length, Wire.MAX_EVENT_BYTES), null);
		}
		return content;
	}

	/** Returns the place of the event to deliver next, {@code null} if none waits. */
	@Nullable Long first() {
		Map.Entry<Long, String> first = this.waiting.firstEntry();
		return (first != null) ? first.getKey() : null;
	}

	/** Reads an event; one that cannot be read is put aside, {@code null} is returned. */
	Wire.@Nullable NewEvent read(long place) {
		try {
			Wire.EmitEvent event = this.json.deserialize(Files.readAllBytes(file(place)), EVENT);
			if (event != null && event.event() != null) {
				return new Wire.NewEvent(event.event(), event.payload(), event.id());
			}
			putAside(place, "it is no event");
		}
		catch (JacksonException ex) {
			putAside(place, ex.getOriginalMessage());
		}
		catch (NoSuchFileException ex) {
			forget(place);
		}
		catch (IOException ex) {
			// It may be readable the next time
			throw new UncheckedIOException(ex);
		}
		return null;
	}

	/** Removes an event that the host knows. */
	void remove(long place) {
		try {
			Files.deleteIfExists(file(place));
		}
		catch (IOException ex) {
			this.logger.warn("Commands: a delivered event cannot be removed and may be sent again after a restart", ex);
		}
		forget(place);
	}

	/** Keeps an event that nobody wants where it is in nobody's way. */
	void putAside(long place, @Nullable String why) {
		Path refused = refused();
		this.logger.warn("Commands: a stored event is given up and kept in %s: %s".formatted(refused, why));
		try {
			Files.createDirectories(refused);
			Files.move(file(place), refused.resolve(name(place)), StandardCopyOption.REPLACE_EXISTING);
			removeOldest(refused);
		}
		catch (IOException ex) {
			this.logger.warn("Commands: a stored event cannot be moved to " + refused, ex);
		}
		forget(place);
	}

	private static void removeOldest(Path refused) throws IOException {
		List<String> kept = namesIn(refused);
		kept.sort(null);
		for (int i = 0; i < kept.size() - MOST_REFUSED; i++) {
			Files.deleteIfExists(refused.resolve(kept.get(i)));
		}
	}

	private void forget(long place) {
		this.lock.lock();
		try {
			String id = this.waiting.remove(place);
			if (id != null) {
				this.ids.remove(id);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.directory.close();
		}
		catch (IOException ex) {
			this.logger.warn("Commands: the lock of %s cannot be closed".formatted(this.directory.path()), ex);
		}
		finally {
			this.lock.unlock();
		}
	}

}
