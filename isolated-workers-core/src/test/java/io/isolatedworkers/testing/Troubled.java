package io.isolatedworkers.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A contract whose worker fails in ways that are not foreseen.
 */
public interface Troubled {

	Unwritable unwritable();

	String read(Unreadable value);

	String speechless();

	CompletionStage<String> reluctant();

	String echo(String text);

	/** The worker. */
	final class Impl implements Troubled {

		@Override
		public Unwritable unwritable() {
			return new Unwritable("x");
		}

		@Override
		public String read(Unreadable value) {
			return "read";
		}

		@Override
		public String speechless() {
			throw new IllegalStateException() {
				@Override
				public String getMessage() {
					throw new AssertionError("nothing to say");
				}
			};
		}

		@Override
		public CompletionStage<String> reluctant() {
			return new CompletableFuture<>() {
				@Override
				public CompletableFuture<String> whenComplete(BiConsumer<? super String, ? super Throwable> action) {
					throw new AssertionError("asked too early");
				}
			};
		}

		@Override
		public String echo(String text) {
			return text;
		}

	}

	/**
	 * A result that cannot be written.
	 *
	 * @param text nobody reads it
	 */
	record Unwritable(String text) {

		@JsonValue
		String value() {
			throw new AssertionError("cannot be written");
		}

	}

	/** A payload that cannot be read. */
	final class Unreadable {

		@JsonValue
		String value() {
			return "x";
		}

		@JsonCreator
		static Unreadable of(String text) {
			throw new NoClassDefFoundError("com/example/Missing");
		}

	}

}
