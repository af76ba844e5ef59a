package io.isolatedworkers.sample.host;

import java.nio.file.Path;
import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be set of the sample itself.
 *
 * @param dataDirectory Where databases and notes are kept.
 * @param rows How many chat messages the first start makes to try archiving with, from 1
 * to 100 million.
 * @param adapter How workers open databases, 'direct' or 'daemon'. They check it.
 * @param heartbeat How often a client that watches a task gets a sign of life.
 */
@ConfigurationProperties(prefix = SampleProperties.PREFIX, ignoreUnknownFields = false)
public record SampleProperties(@DefaultValue("sample-data") Path dataDirectory, @DefaultValue("20000") int rows,
		@DefaultValue("direct") String adapter, @DefaultValue("15s") Duration heartbeat) {

	static final String PREFIX = "sample";

	/**
	 * Checks the values.
	 */
	public SampleProperties {
		if (rows < 1 || rows > 100_000_000) {
			throw new IllegalArgumentException("'sample.rows' is %d; it must be from 1 to 100000000".formatted(rows));
		}
		if (heartbeat.isNegative() || heartbeat.isZero()) {
			throw new IllegalArgumentException("'sample.heartbeat' is %s; it must be positive".formatted(heartbeat));
		}
	}

}
