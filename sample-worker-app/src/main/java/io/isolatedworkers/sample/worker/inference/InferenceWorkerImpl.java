package io.isolatedworkers.sample.worker.inference;

import java.util.List;
import java.util.Optional;

import io.isolatedworkers.command.CommandClient;
import io.isolatedworkers.command.CommandException;
import io.isolatedworkers.command.CommandProblem;
import io.isolatedworkers.command.Session;
import io.isolatedworkers.data.DataAdapter;
import io.isolatedworkers.data.DataHandles;
import io.isolatedworkers.data.Filter;
import io.isolatedworkers.data.Query;
import io.isolatedworkers.data.Row;
import io.isolatedworkers.driver.StartupData;
import io.isolatedworkers.sample.worker.common.Names;
import io.isolatedworkers.sample.worker.common.WorkerPaths;
import io.isolatedworkers.sample.worker.inference.InferenceException.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The inference worker on both paths: messages, classifiers and labels go straight to and
 * from the database, everything else to the host.
 */
public final class InferenceWorkerImpl implements InferenceWorker, AutoCloseable {

	private static final int MAX_MESSAGES = 10_000;

	static final int PAGE = 200;

	private final AutoCloseable paths;

	private final DataAdapter data;

	private final CommandClient commands;

	/**
	 * Opens the worker's paths.
	 * @param startup what the host said
	 */
	public InferenceWorkerImpl(StartupData startup) {
		this(WorkerPaths.open(startup));
	}

	private InferenceWorkerImpl(WorkerPaths paths) {
		this(paths.data(), paths.commands(), paths);
	}

	/** On paths that are open; whoever opened them closes them. */
	InferenceWorkerImpl(DataAdapter data, CommandClient commands) {
		this(data, commands, () -> {
		});
	}

	private InferenceWorkerImpl(DataAdapter data, CommandClient commands, AutoCloseable paths) {
		this.data = data;
		this.commands = commands;
		this.paths = paths;
	}

	@Override
	public InferenceResult classify(InferenceRequest request) {
		check(request);
		Session session = (request.sessionId() != null) ? session(request.sessionId()) : null;
		Labels labels = new Labels(this.data, model(request.modelName(), session));
		int left = limit(request, session);
		Query newest = Query.all().where(Filter.equal("room_id", request.roomId())).descendingBy("createdAt");
		Query next = newest;
		while (left > 0) {
			checkNotCancelled();
			List<Row> page = this.data.list(DataHandles.PRIMARY, "chat_messages", next.limit(Math.min(PAGE, left)));
			if (page.isEmpty()) {
				break;
			}
			labels.add(page, request.sessionId());
			left -= page.size();
			next = newest.after(page.get(page.size() - 1));
		}
		InferenceResult result = labels.result(request, (session != null) ? session.user() : null);
		this.commands.storeEvent(request.requestId() + "-complete", COMPLETE, result);
		return result;
	}

	private Session session(String id) {
		try {
			return this.commands.getSession(id);
		}
		catch (CommandException ex) {
			if (ex.problem() == CommandProblem.SESSION_NOT_FOUND) {
				throw new InferenceException(Problem.UNKNOWN_SESSION,
						"The host knows no session '%s'; sign in again".formatted(id), ex);
			}
			if (ex.problem() == CommandProblem.INTERRUPTED) {
				throw cancelled(ex);
			}
			throw ex;
		}
	}

	private Model model(String name, @Nullable Session session) {
		String language = (session != null) ? session.attributes().get(LANGUAGE) : null;
		Optional<Model> own = (language != null) ? Model.newest(this.data, name + "-" + language) : Optional.empty();
		return own.or(() -> Model.newest(this.data, name))
			.orElseThrow(() -> new InferenceException(Problem.NO_MODEL,
					"There is no classifier '%s'; train one of that name first".formatted(name)));
	}

	private static int limit(InferenceRequest request, @Nullable Session session) {
		String most = (session != null) ? session.attributes().get(MESSAGE_LIMIT) : null;
		try {
			return (most != null) ? Math.min(request.limit(), Integer.parseInt(most)) : request.limit();
		}
		catch (NumberFormatException ex) {
			throw new InferenceException(Problem.INVALID_REQUEST,
					"The session's attribute '%s' is '%s'; the host must give it a whole number"
						.formatted(MESSAGE_LIMIT, most));
		}
	}

	private static void check(InferenceRequest request) {
		if (!Names.isName(request.requestId())) {
			throw invalid("requestId", request.requestId(), Names.RULE);
		}
		if (!Names.isName(request.modelName())) {
			throw invalid("modelName", request.modelName(), Names.RULE);
		}
		if (request.roomId() == null) {
			throw invalid("roomId", null, "the id of a room");
		}
		if (request.limit() < 1 || request.limit() > MAX_MESSAGES) {
			throw invalid("limit", request.limit(), "from 1 to %,d".formatted(MAX_MESSAGES));
		}
	}

	private static InferenceException invalid(String name, @Nullable Object value, String allowed) {
		return new InferenceException(Problem.INVALID_REQUEST,
				"%s is '%s'; it must be %s".formatted(name, value, allowed));
	}

	private static void checkNotCancelled() {
		if (Thread.currentThread().isInterrupted()) {
			throw cancelled(null);
		}
	}

	private static InferenceException cancelled(@Nullable Throwable cause) {
		return new InferenceException(Problem.CANCELLED,
				"The request was cancelled; labels stored until then are kept, and another request goes on", cause);
	}

	@Override
	public void close() throws Exception {
		this.paths.close();
	}

}
