package io.isolatedworkers.sample.worker.inference;

/**
 * What the host may ask of an inference worker. It reads the collections
 * {@code chat_messages} and {@code lora_adapters} and adds to {@code ai_generations}.
 * <p>
 * A session, where the request names one, is asked of the host. Two of its attributes
 * count: {@value #MESSAGE_LIMIT} and {@value #LANGUAGE}.
 */
public interface InferenceWorker {

	/** Says that a request is done; the {@link InferenceResult}. */
	String COMPLETE = "inference:complete";

	/** The attribute of a session that says how many messages it may have at once. */
	String MESSAGE_LIMIT = "messageLimit";

	/**
	 * The attribute of a session that says which language its user speaks, such as
	 * {@code de}: a classifier with that name behind its own, as in {@code topics-de}, is
	 * preferred if there is one.
	 */
	String LANGUAGE = "language";

	/**
	 * Classifies the newest messages of a room. A message that the same version of the
	 * classifier had before is not classified again.
	 * @param request what to classify
	 * @return what came of it
	 * @throws InferenceException if there is no such classifier or session, a value is
	 * not allowed, or the request was cancelled
	 */
	InferenceResult classify(InferenceRequest request);

}
