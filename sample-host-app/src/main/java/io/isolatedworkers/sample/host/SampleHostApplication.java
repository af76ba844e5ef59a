package io.isolatedworkers.sample.host;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the sample: a web application beside its worker pools.
 */
@SpringBootApplication
public class SampleHostApplication {

	public static void main(String[] args) {
		SpringApplication.run(SampleHostApplication.class, args);
	}

}
