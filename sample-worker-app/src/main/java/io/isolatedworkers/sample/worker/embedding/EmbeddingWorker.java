package io.isolatedworkers.sample.worker.embedding;

import java.util.List;

/**
 * What the host may ask of an embedding worker. It reads and updates the collection
 * {@code documents}. Whoever changes a document's text sets its {@code embedding_model}
 * to NULL, and increases its {@code version} as every change does.
 * <p>
 * The embeddings are lexical only: two texts are near each other if they share words, or
 * parts of words. Of what words mean they know nothing.
 */
public interface EmbeddingWorker {

	/** Says how far a run has come; an {@link EmbeddingProgress}. */
	String PROGRESS = "embedding:progress";

	/** Says that a run is done; the {@link EmbeddingResult}. */
	String COMPLETE = "embedding:complete";

	/**
	 * The host's configuration of which model to use: {@code ngram-384}, which is also
	 * used where the host says nothing, or {@code word-384}, which looks at whole words
	 * only.
	 */
	String MODEL = "embedding.model";

	/**
	 * Embeds the documents that have no embedding of the current model. A document that
	 * somebody changes meanwhile gets that of its newer text.
	 * @param run what to do
	 * @return what came of it
	 * @throws EmbeddingException if a value is not allowed, or the run was cancelled
	 */
	EmbeddingResult embed(EmbeddingRun run);

	/**
	 * Finds the documents that are nearest to a text, among those that have an embedding
	 * of the current model.
	 * @param request what to find
	 * @return the documents, the nearest first
	 * @throws EmbeddingException if a value is not allowed, or the request was cancelled
	 */
	List<SimilarDocument> similar(SimilarRequest request);

}
