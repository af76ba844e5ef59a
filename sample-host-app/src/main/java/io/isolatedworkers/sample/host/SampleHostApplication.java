package io.isolatedworkers.sample.host;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Starts the sample: a web application beside its worker pools, with data to try them
 * with.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class SampleHostApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(SampleHostApplication.class);
		application.addInitializers(new SampleData());
		application.run(args);
	}

}
