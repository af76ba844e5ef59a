package io.isolatedworkers.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The default logger writes to SLF4J.
 */
class Slf4jLoggerTests {

	private static final String NAME = "io.isolatedworkers.logging.test";

	private final Logger target = (Logger) LoggerFactory.getLogger(NAME);

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.target.setLevel(Level.DEBUG);
		this.target.setAdditive(false);
		this.target.addAppender(this.appender);
		this.appender.start();
	}

	@AfterEach
	void stopListening() {
		this.target.detachAppender(this.appender);
	}

	@Test
	void eachLevelIsWrittenAtItsOwn() {
		Slf4jLogger logger = new Slf4jLogger(NAME);
		logger.debug("d {}");
		logger.info("i");
		logger.warn("w", new Exception("why"));
		logger.error("e");
		assertThat(this.appender.list)
			.extracting((event) -> event.getLevel() + " " + event.getFormattedMessage() + " " + event.getLoggerName())
			.containsExactly("DEBUG d {} " + NAME, "INFO i " + NAME, "WARN w " + NAME, "ERROR e " + NAME);
		assertThat(this.appender.list.get(2).getThrowableProxy().getMessage()).isEqualTo("why");
		assertThat(this.appender.list.get(3).getThrowableProxy()).isNull();
	}

}
