package io.isolatedworkers.sample.host.commands;

import java.util.List;
import java.util.Map;

import io.isolatedworkers.command.WorkerIdentity;
import io.isolatedworkers.sample.worker.training.Generation;
import io.isolatedworkers.sample.worker.training.GenerationRequest;
import io.isolatedworkers.spring.WorkerCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Makes up texts for workers. No language model does so, but a list: what a real
 * application would hand to one stands here for it.
 */
@Component
class TextCommands {

	private static final Logger logger = LoggerFactory.getLogger(TextCommands.class);

	private static final Map<String, List<String>> TEXTS = Map.of("question",
			List.of("Does anybody know where the projector is?", "How do I get the printer to work?"), "problem",
			List.of("The printer is broken again, please help", "I cannot open the report, something is wrong"),
			"thanks", List.of("Thank you, that was quick!", "Many thanks for the report, great work"), "plan",
			List.of("Let's meet tomorrow at ten", "We talk about the report on Friday"));

	private static final List<String> OTHERS = List.of("Good morning, everybody");

	@WorkerCommand("ai/generate")
	Generation generate(GenerationRequest request, WorkerIdentity worker) {
		List<String> texts = TEXTS.getOrDefault(request.label(), OTHERS);
		// The same prompt gives the same text
		String text = texts.get(Math.floorMod(request.prompt().hashCode(), texts.size()));
		logger.info("{} asked for a text of the kind '{}'", worker, request.label());
		return new Generation(text);
	}

}
