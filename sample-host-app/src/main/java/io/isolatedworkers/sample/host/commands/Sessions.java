package io.isolatedworkers.sample.host.commands;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.isolatedworkers.command.Session;
import io.isolatedworkers.command.WorkerIdentity;
import io.isolatedworkers.spring.SessionLookup;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Sessions in memory, two of them from the start. Of very many the oldest are forgotten.
 */
@Component
class Sessions implements SessionLookup {

	static final int MOST = 1000;

	private final Map<String, Session> sessions = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
			return size() > MOST;
		}

	};

	Sessions() {
		add(new Session("session-ada", "ada", Map.of("language", "en", "messageLimit", "500")));
		add(new Session("session-karl", "karl", Map.of("language", "de", "messageLimit", "50")));
	}

	Session open(String user, String language) {
		return add(new Session(UUID.randomUUID().toString(), user, Map.of("language", language)));
	}

	private synchronized Session add(Session session) {
		this.sessions.put(session.id(), session);
		return session;
	}

	@Override
	public synchronized @Nullable Session find(String sessionId, WorkerIdentity worker) {
		return this.sessions.get(sessionId);
	}

	synchronized Collection<Session> all() {
		return List.copyOf(this.sessions.values());
	}

}
