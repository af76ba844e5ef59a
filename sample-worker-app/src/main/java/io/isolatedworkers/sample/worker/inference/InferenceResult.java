package io.isolatedworkers.sample.worker.inference;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What came of a request.
 *
 * @param requestId the request's id
 * @param roomId the room
 * @param user for whom, {@code null} for nobody in particular
 * @param modelName the classifier that was used
 * @param modelVersion its version
 * @param classified how many messages were classified now
 * @param known how many had been before
 * @param labels how many messages have each label, those known before among them
 * @param tokens how many words were looked at now
 * @param micros how long that took, in microseconds
 */
public record InferenceResult(String requestId, String roomId, @Nullable String user, String modelName,
		long modelVersion, int classified, int known, Map<String, Integer> labels, long tokens, long micros) {
}
