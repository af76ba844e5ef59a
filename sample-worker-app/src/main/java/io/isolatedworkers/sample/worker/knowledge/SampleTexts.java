package io.isolatedworkers.sample.worker.knowledge;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes short chat messages of four kinds, and documents, from patterns whose gaps are
 * filled at random. The kinds share their nouns, and some messages could be of two kinds,
 * so that telling them apart takes more than one word.
 */
final class SampleTexts {

	private static final Map<String, List<String>> MESSAGES = Map.of("question",
			List.of("Where do I find the {thing} for {place}?", "Does anybody know who has the {thing}?",
					"How do I get the {thing} to work with the {thing}?", "Is the {thing} in {place} free {time}?",
					"Can you tell me when the {thing} is ready?", "What is the difference between {thing} and {thing}?",
					"Why is the {thing} in {place}?", "Who looks after the {thing} {time}?"),
			"problem",
			List.of("The {thing} in {place} is broken again", "I cannot open the {thing}, it says access denied",
					"The {thing} does not work since {time}", "Something is wrong with the {thing}",
					"The {thing} crashed while I was using the {thing}", "We lost the {thing} for {place}",
					"Error when I start the {thing}, please help",
					"The wrong {thing} arrived in {place}, can you help?"),
			"thanks",
			List.of("Thank you for the {thing}!", "Great work on the {thing}, it looks good now",
					"Many thanks, the {thing} works again", "Thanks {name}, that was quick",
					"I really like the new {thing} in {place}", "Perfect, just the {thing} that I needed",
					"{name}, you saved my day with the {thing}", "Lovely, thanks for looking after the {thing}"),
			"plan",
			List.of("Let's meet in {place} {time}", "I will bring the {thing} {time}",
					"The meeting about the {thing} moves to {time}", "{name} and I go to {place} {time}",
					"We talk about the {thing} {time} in {place}", "I am away {time}, {name} has the {thing}",
					"See you in {place} {time}", "Shall we look at the {thing} {time}?"));

	static final List<String> LABELS = List.of("question", "problem", "thanks", "plan");

	private static final Map<String, List<String>> GAPS = Map.of("thing", List.of("printer", "report", "projector",
			"invoice", "coffee machine", "draft", "build", "ticket", "laptop", "calendar", "contract", "door",
			"heating", "list of guests", "photo album", "map", "price list", "test server", "timetable", "backup"),
			"place",
			List.of("the small room", "Helsinki", "the kitchen", "the office", "Lyon", "the basement",
					"the meeting room", "the library", "building C", "the station"),
			"time",
			List.of("tomorrow", "on Thursday", "at half past ten", "this afternoon", "next week", "after lunch",
					"on Monday morning", "at noon", "in an hour", "yesterday"),
			"name", List.of("Anna", "Mikko", "Priya", "Jonas", "Camille", "Tomás", "Yuki", "Fatima"), "verb",
			List.of("order", "repair", "clean", "book", "return", "share", "store", "check"));

	private static final List<String> EXTRAS = List.of("", "", "", " 🙂", " please", "!", " :)", " asap", " thanks",
			" by the way", " ok?");

	private static final List<String> SENTENCES = List.of("To {verb} the {thing}, ask {name} in {place}.",
			"The {thing} is kept in {place}; bring it back {time}.", "Only {name} may {verb} the {thing}.",
			"If the {thing} does not start, {verb} the {thing} first.",
			"We {verb} the {thing} twice a year, the next time {time}.",
			"A {thing} costs less than a {thing} and lasts longer.",
			"Please {verb} the {thing} before you leave {place}.", "The {thing} in {place} belongs to everybody.");

	private static final Pattern GAP = Pattern.compile("\\{(\\w+)}");

	private static final int MIN_SENTENCES = 3;

	private static final int MAX_SENTENCES = 8;

	private final SplittableRandom random;

	SampleTexts(long seed) {
		this.random = new SplittableRandom(seed);
	}

	String message(String label) {
		return fill(any(MESSAGES.getOrDefault(label, List.of(label)))) + any(EXTRAS);
	}

	Document document() {
		String title = fill("How to {verb} the {thing} in {place}");
		StringBuilder text = new StringBuilder();
		for (int left = this.random.nextInt(MIN_SENTENCES, MAX_SENTENCES + 1); left > 0; left--) {
			text.append(fill(any(SENTENCES))).append((left > 1) ? " " : "");
		}
		return new Document(title, text.toString());
	}

	private String fill(String pattern) {
		return GAP.matcher(pattern)
			.replaceAll((gap) -> Matcher.quoteReplacement(any(GAPS.getOrDefault(gap.group(1), List.of(gap.group())))));
	}

	private String any(List<String> texts) {
		return texts.get(this.random.nextInt(texts.size()));
	}

	/**
	 * A document.
	 *
	 * @param title its title
	 * @param text its text
	 */
	record Document(String title, String text) {
	}

}
