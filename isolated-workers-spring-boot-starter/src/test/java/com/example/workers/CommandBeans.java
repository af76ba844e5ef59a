package com.example.workers;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

import io.isolatedworkers.command.Session;
import io.isolatedworkers.command.WorkerEvent;
import io.isolatedworkers.command.WorkerIdentity;
import io.isolatedworkers.message.CodedError;
import io.isolatedworkers.spring.SessionLookup;
import io.isolatedworkers.spring.WorkerCommand;
import jakarta.validation.constraints.NotEmpty;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.event.EventListener;
import org.springframework.validation.annotation.Validated;

/**
 * What an application of a user's has for its workers.
 */
@Configuration(proxyBeanMethods = false)
class CommandBeans {

	@Bean
	Assistant assistant() {
		return new Assistant();
	}

	@Bean
	@Scope(scopeName = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
	Scoped scoped() {
		return new Scoped();
	}

	@Bean
	Listeners listeners() {
		return new Listeners();
	}

	@Bean
	SessionLookup sessions() {
		return (id, worker) -> id.equals("s1") ? new Session(id, "ada", Map.of("worker", worker.worker())) : null;
	}

	/** A bean behind a proxy: the annotation makes Spring put one there. */
	@Validated
	static class Assistant {

		@WorkerCommand("ai/generate")
		String generate(Prompt prompt, WorkerIdentity worker) {
			return "%s for %s of %s (%s)".formatted(prompt.text(), worker.worker(), worker.pool(), worker.pid());
		}

		@WorkerCommand("ai/later")
		public CompletionStage<List<String>> later() {
			return CompletableFuture.supplyAsync(() -> List.of("at", "last"));
		}

		@WorkerCommand("ai/reset")
		public void reset() {
		}

		@WorkerCommand("ai/tag")
		public String tag(@NotEmpty String tag) {
			return tag;
		}

		@WorkerCommand("ai/quota")
		public String quota() {
			throw new QuotaException();
		}

		@WorkerCommand("ai/broken")
		public String broken() {
			throw new IllegalStateException("the database's password is wrong");
		}

		@WorkerCommand("ai/hidden")
		public String hidden() {
			return "nobody is allowed to see this";
		}

	}

	/** Each call gets a bean of its own. */
	static class Scoped {

		private int calls;

		@WorkerCommand("ai/scoped")
		public int calls() {
			return ++this.calls;
		}

	}

	static class QuotaException extends RuntimeException implements CodedError {

		private static final long serialVersionUID = 1L;

		QuotaException() {
			super("no tokens left");
		}

		@Override
		public String code() {
			return "QUOTA";
		}

	}

	static class Listeners {

		final List<String> progress = new CopyOnWriteArrayList<>();

		final List<WorkerEvent> all = new CopyOnWriteArrayList<>();

		@EventListener(condition = "#event.name() == 'archive:progress'")
		void onProgress(WorkerEvent event) {
			this.progress.add(event.payload(Map.class) + " of " + event.worker().worker());
		}

		@EventListener
		void onAny(WorkerEvent event) {
			this.all.add(event);
			if (event.name().endsWith(":bad")) {
				throw new IllegalStateException("listener is out of order");
			}
		}

	}

}
