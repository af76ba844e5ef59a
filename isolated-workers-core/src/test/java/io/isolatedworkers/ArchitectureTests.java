package io.isolatedworkers;

import java.util.List;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Holds the packages of the library in their order.
 */
@AnalyzeClasses(packages = ArchitectureTests.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	static final String ROOT = "io.isolatedworkers";

	/**
	 * Each package may depend on those before it.
	 */
	private static final List<String> PACKAGES_IN_ORDER = List.of("message", "logging", "serializer", "driver",
			"socket", "driver.process", "driver.thread", "client", "server", "pool", "command", "data");

	@ArchTest
	static void everyPackageHasItsPlaceInTheOrder(JavaClasses library) {
		classes().should(new ArchCondition<>("reside in a package that is named in PACKAGES_IN_ORDER") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				events.add(new SimpleConditionEvent(type, positionOf(type) >= 0,
						"%s is in a package that has no place in the order".formatted(type.getName())));
			}
		}).allowEmptyShould(true).check(library);
	}

	@ArchTest
	static void packagesDependOnlyOnThoseAboveThem(JavaClasses library) {
		classes().should(new ArchCondition<>("depend only on packages above their own") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
					boolean allowed = positionOf(dependency.getTargetClass()) <= positionOf(type);
					events.add(new SimpleConditionEvent(dependency, allowed, dependency.getDescription()));
				}
			}
		}).allowEmptyShould(true).check(library);
	}

	@ArchTest
	static void clientDoesNotDependOnServer(JavaClasses library) {
		noClasses().that()
			.resideInAPackage(ROOT + ".client")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".server")
			.allowEmptyShould(true)
			.check(library);
	}

	@ArchTest
	static void serverDoesNotDependOnClient(JavaClasses library) {
		noClasses().that()
			.resideInAPackage(ROOT + ".server")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".client")
			.allowEmptyShould(true)
			.check(library);
	}

	@ArchTest
	static void packagesAreFreeOfCycles(JavaClasses library) {
		slices().matching(ROOT + ".(**)").should().beFreeOfCycles().allowEmptyShould(true).check(library);
	}

	@ArchTest
	static void noClassDependsOnSpringOrMicrometer(JavaClasses library) {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework..", "io.micrometer..")
			.allowEmptyShould(true)
			.check(library);
	}

	@ArchTest
	static void everyPackageIsNullMarked(JavaClasses library) {
		classes().should(new ArchCondition<>("reside in a package whose package-info is @NullMarked") {
			@Override
			public void check(JavaClass type, ConditionEvents events) {
				events.add(new SimpleConditionEvent(type, type.getPackage().isAnnotatedWith(NullMarked.class),
						"%s is in a package that is not @NullMarked".formatted(type.getName())));
			}
		}).allowEmptyShould(true).check(library);
	}

	private static int positionOf(JavaClass type) {
		String name = type.getBaseComponentType().getPackageName();
		return name.startsWith(ROOT + ".") ? PACKAGES_IN_ORDER.indexOf(name.substring(ROOT.length() + 1)) : -1;
	}

}
