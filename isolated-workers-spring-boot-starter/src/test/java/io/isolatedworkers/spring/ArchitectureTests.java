package io.isolatedworkers.spring;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.stereotype.Component;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Auto-configurations are made as Spring Boot makes its own.
 */
@AnalyzeClasses(packages = "io.isolatedworkers.spring", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule autoConfigurationsArePublicAndFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL)
		.andShould()
		.haveSimpleNameEndingWith("AutoConfiguration");

	@ArchTest
	static final ArchRule constructorsOfAutoConfigurationsArePackagePrivate = constructors().that()
		.areDeclaredInClassesThat()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePackagePrivate();

	@ArchTest
	static final ArchRule beanMethodsArePackagePrivate = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.bePackagePrivate();

	@ArchTest
	static final ArchRule nothingIsFoundByScanning = noClasses().should()
		.beAnnotatedWith(ComponentScan.class)
		.orShould()
		.beAnnotatedWith(Component.class);

	@ArchTest
	static final ArchRule optionalDependenciesStayWhereConditionsGuardThem = noClasses().that()
		.haveNameNotMatching(".*\\.(Workers[A-Z]|WorkerPool(Metrics|Gauges|HealthIndicator)|WorkerCommandMetrics).*")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.springframework.boot.actuate..", "org.springframework.boot.health..",
				"io.micrometer..");

	@ArchTest
	static final ArchRule validationIsOptional = noClasses().that()
		.haveSimpleNameNotStartingWith("JakartaArgumentValidator")
		.and()
		.haveNameNotMatching(".*CommandRouterAutoConfiguration.*")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("jakarta.validation..");

	@ArchTest
	static void everyAutoConfigurationIsListed(JavaClasses starter) {
		assertThat(lines("META-INF/spring/" + AutoConfiguration.class.getName() + ".imports"))
			.isEqualTo(names(starter, (type) -> type.isAnnotatedWith(AutoConfiguration.class)));
	}

	@ArchTest
	static void everyFailureAnalyzerIsListed(JavaClasses starter) {
		Set<String> listed = lines("META-INF/spring.factories").stream()
			.filter((line) -> line.startsWith("io.isolatedworkers"))
			.map((line) -> line.replaceAll("[,\\\\]+$", ""))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(listed).isEqualTo(names(starter, (type) -> type.isAssignableTo(FailureAnalyzer.class)));
	}

	@ArchTest
	static void whatIsPublicIsMeantToBe(JavaClasses starter) {
		assertThat(names(starter,
				(type) -> type.getModifiers().contains(JavaModifier.PUBLIC)
						&& !type.isAnnotatedWith(AutoConfiguration.class) && type.getEnclosingClass().isEmpty()))
			.containsExactly(CommandsProperties.class.getName(), ForPools.class.getName(),
					IsolatedWorkersProperties.class.getName(), SessionLookup.class.getName(),
					WorkerCommand.class.getName(), WorkerPoolCustomizer.class.getName(),
					WorkersEndpoint.class.getName());
	}

	@ArchTest
	static void thePackageIsNullMarked(JavaClasses starter) {
		assertThat(starter).isNotEmpty().allMatch((type) -> type.getPackage().isAnnotatedWith(NullMarked.class));
	}

	private static Set<String> names(JavaClasses starter, Predicate<JavaClass> condition) {
		return starter.stream()
			.filter(condition)
			.map(JavaClass::getName)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> lines(String resource) {
		try (InputStream stream = ArchitectureTests.class.getClassLoader().getResourceAsStream(resource)) {
			assertThat(stream).as(resource).isNotNull();
			return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.isBlank())
				.collect(Collectors.toCollection(TreeSet::new));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
