package io.isolatedworkers.sample.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import io.isolatedworkers.sample.worker.archive.ChatMessages;
import io.isolatedworkers.sample.worker.knowledge.SampleKnowledge;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Makes the database in use on the first start. Before there are beans, because the
 * workers that read it are started with theirs.
 */
class SampleData implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	static final String DATABASE = "chat.db";

	private static final Logger logger = LoggerFactory.getLogger(SampleData.class);

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		SampleProperties properties = Binder.get(context.getEnvironment())
			.bindOrCreate(SampleProperties.PREFIX, SampleProperties.class);
		Path directory = properties.dataDirectory();
		if (!Files.exists(directory.resolve(DATABASE))) {
			make(directory, properties.rows());
		}
	}

	/** Under another name first: an application that is killed meanwhile begins anew. */
	private static void make(Path directory, int rows) {
		Path database = directory.resolve(DATABASE);
		try {
			Files.createDirectories(directory);
			// Its native library goes where everything else is that outlives a killed
			// process
			System.setProperty("org.sqlite.tmpdir", directory.toAbsolutePath().toString());
			Path draft = directory.resolve(DATABASE + ".draft");
			Files.deleteIfExists(draft);
			ChatMessages.create(draft, rows, ChatMessages.DEFAULT_SEED);
			SampleKnowledge.create(draft, SampleKnowledge.DEFAULT_SEED);
			Files.move(draft, database, StandardCopyOption.ATOMIC_MOVE);
			logger.info("Made {} with {} chat messages to try archiving with", database, rows);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"The database %s cannot be made; 'sample.data-directory' must name a directory that can be written"
						.formatted(database),
					ex);
		}
	}

}
