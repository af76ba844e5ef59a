package io.isolatedworkers.sample.worker.training;

import io.isolatedworkers.message.MessageType;

/**
 * What the host may ask of a training worker. It reads the collection
 * {@code training_examples} and adds to {@code lora_adapters}. That name is what the
 * systems have that the sample imitates; what is stored in it here is a logistic
 * regression over words, a text classifier of a few kilobytes, and no LoRA.
 * <p>
 * The host learns of progress and end by the events {@value #PROGRESS} and
 * {@value #COMPLETE}. If it offers the command {@code ai/generate}, each new classifier
 * is tried on a text that the host makes up.
 */
public interface TrainingWorker {

	/** Says how far a run has come; a {@link TrainingProgress}. */
	String PROGRESS = "training:progress";

	/** Says that a classifier is stored; the {@link TrainingResult}. */
	String COMPLETE = "training:complete";

	/**
	 * The host's configuration of how many examples make one step of the training, from 1
	 * to 10,000; 16 where the host says nothing. More is faster and learns less from each
	 * example.
	 */
	String BATCH_SIZE = "training.batch-size";

	/** The command of the host that makes up a text. */
	MessageType<GenerationRequest, Generation> GENERATE = MessageType.of("ai/generate", GenerationRequest.class,
			Generation.class);

	/**
	 * Trains a classifier, measures it with examples that it has not seen, and stores it
	 * as the next version of its name. A run that was finished before is not done again;
	 * its result is the same.
	 * @param run what to do
	 * @return what came of it
	 * @throws TrainingException if there is nothing to learn from, a value is not
	 * allowed, or the request was cancelled
	 */
	TrainingResult train(TrainingRun run);

}
