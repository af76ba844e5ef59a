package io.isolatedworkers.sample.worker.inference;

import org.jspecify.annotations.Nullable;

/**
 * What to classify.
 *
 * @param requestId names the request for all time; letters, digits and {@code -}, at most
 * 64
 * @param roomId the room whose messages are meant
 * @param modelName the classifier's name; its newest version is used
 * @param sessionId for whom, {@code null} for nobody in particular
 * @param limit how many messages at most, from 1 to 10,000
 */
public record InferenceRequest(String requestId, String roomId, String modelName, @Nullable String sessionId,
		int limit) {
}
