package io.isolatedworkers.sample.host.minds;

import java.util.List;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets three of the pools start when they are first needed: whoever only wants to see
 * thumbnails or archive tasks does not pay for three more JVMs.
 */
@Configuration(proxyBeanMethods = false)
class MindsConfiguration {

	private static final List<String> POOLS = List.of("training", "inference", "embedding");

	@Bean
	static BeanFactoryPostProcessor mindsStartWhenNeeded() {
		return (beans) -> {
			for (String name : beans.getBeanDefinitionNames()) {
				if (POOLS.contains(name.replaceFirst("Contract$", ""))) {
					beans.getBeanDefinition(name).setLazyInit(true);
				}
			}
		};
	}

}
