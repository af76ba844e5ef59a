package io.isolatedworkers.sample.host.minds;

import java.util.List;
import java.util.UUID;

import io.isolatedworkers.sample.worker.embedding.EmbeddingResult;
import io.isolatedworkers.sample.worker.embedding.EmbeddingRun;
import io.isolatedworkers.sample.worker.embedding.EmbeddingWorker;
import io.isolatedworkers.sample.worker.embedding.SimilarDocument;
import io.isolatedworkers.sample.worker.embedding.SimilarRequest;
import io.isolatedworkers.sample.worker.inference.InferenceRequest;
import io.isolatedworkers.sample.worker.inference.InferenceResult;
import io.isolatedworkers.sample.worker.inference.InferenceWorker;
import io.isolatedworkers.sample.worker.training.TrainingResult;
import io.isolatedworkers.sample.worker.training.TrainingRun;
import io.isolatedworkers.sample.worker.training.TrainingWorker;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Lazy;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Trains text classifiers, classifies messages with them, and finds documents. All of
 * these take a second or so and answer when they are done. Their workers are started by
 * the first request.
 */
@RestController
class MindsController {

	private static final String DEFAULT_MODEL = "topics";

	private static final int DEFAULT_LIMIT = 100;

	private final TrainingWorker training;

	private final InferenceWorker inference;

	private final EmbeddingWorker embedding;

	MindsController(@Lazy TrainingWorker training, @Lazy InferenceWorker inference, @Lazy EmbeddingWorker embedding) {
		this.training = training;
		this.inference = inference;
		this.embedding = embedding;
	}

	/** Trains a text classifier from the examples in the database. */
	@PostMapping("/training-runs")
	TrainingResult train(@RequestBody NewTraining request) {
		return this.training.train(new TrainingRun(newId(), orDefault(request.adapterName()), request.epochs(),
				(request.seed() != null) ? request.seed() : 0));
	}

	/** Classifies the newest messages of a room. */
	@PostMapping("/inferences")
	InferenceResult classify(@RequestBody NewInference request) {
		return this.inference.classify(new InferenceRequest(newId(), (request.roomId() != null) ? request.roomId() : "",
				orDefault(request.modelName()), request.sessionId(),
				(request.limit() != null) ? request.limit() : DEFAULT_LIMIT));
	}

	/** Embeds the documents that have no embedding yet. */
	@PostMapping("/embeddings")
	EmbeddingResult embed() {
		return this.embedding.embed(new EmbeddingRun(newId()));
	}

	/** Finds the documents that are nearest to a text. */
	@GetMapping("/documents")
	List<SimilarDocument> similar(@RequestParam String like, @RequestParam(defaultValue = "5") int limit) {
		return this.embedding.similar(new SimilarRequest(like, limit));
	}

	private static String orDefault(@Nullable String model) {
		return (model != null) ? model : DEFAULT_MODEL;
	}

	private static String newId() {
		return UUID.randomUUID().toString();
	}

	/**
	 * What a client sends to have a classifier trained.
	 *
	 * @param adapterName its name, by default topics
	 * @param epochs how often to go through the examples, by default as the worker thinks
	 * @param seed decides in what order, by default 0
	 */
	record NewTraining(@Nullable String adapterName, @Nullable Integer epochs, @Nullable Long seed) {

	}

	/**
	 * What a client sends to have messages classified.
	 *
	 * @param roomId whose messages, such as room-7
	 * @param modelName the classifier, by default topics
	 * @param sessionId for whom, by default nobody in particular
	 * @param limit how many messages at most, by default 100
	 */
	record NewInference(@Nullable String roomId, @Nullable String modelName, @Nullable String sessionId,
			@Nullable Integer limit) {

	}

}
