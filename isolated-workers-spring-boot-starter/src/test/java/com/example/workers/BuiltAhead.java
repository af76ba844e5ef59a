package com.example.workers;

import java.util.function.Consumer;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

/**
 * An application whose beans were worked out as a build does it. A test that makes one
 * needs {@code @CompileWithForkedClassLoader}.
 */
final class BuiltAhead {

	private final TestGenerationContext generation = new TestGenerationContext(TestApplication.class);

	private final TestPropertyValues properties;

	private final ClassName initializer;

	/**
	 * Works the beans out.
	 * @param properties the configuration, at build time and when it runs
	 * @param configuration what the application consists of besides itself
	 */
	BuiltAhead(TestPropertyValues properties, Class<?> configuration) {
		this.properties = properties;
		AnnotationConfigApplicationContext atBuildTime = new AnnotationConfigApplicationContext();
		properties.applyTo(atBuildTime);
		atBuildTime.register(TestApplication.class, configuration);
		this.initializer = new ApplicationContextAotGenerator().processAheadOfTime(atBuildTime, this.generation);
	}

	RuntimeHints hints() {
		return this.generation.getRuntimeHints();
	}

	/** Compiles what was generated and runs the application, for as long as the use. */
	@SuppressWarnings("unchecked")
	void run(Consumer<ApplicationContext> use) {
		this.generation.writeGeneratedContent();
		TestCompiler.forSystem().with(this.generation).compile((compiled) -> {
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				this.properties.applyTo(context);
				compiled.getInstance(ApplicationContextInitializer.class, this.initializer.toString())
					.initialize(context);
				context.refresh();
				use.accept(context);
			}
		});
	}

}
