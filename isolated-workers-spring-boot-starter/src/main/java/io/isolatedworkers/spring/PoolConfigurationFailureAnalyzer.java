package io.isolatedworkers.spring;

import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;

/**
 * Says which property is at fault, where it was set, and what to change.
 */
final class PoolConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<PoolConfigurationException> {

	private final Environment environment;

	PoolConfigurationFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PoolConfigurationException cause) {
		return new FailureAnalysis(describe(cause), cause.action(), cause);
	}

	private String describe(PoolConfigurationException cause) {
		if (cause.property() == null) {
			return cause.reason() + ".";
		}
		StringBuilder description = new StringBuilder(
				"The workers cannot be set up as they are configured:%n".formatted());
		description.append("%n    Property: %s".formatted(cause.property()));
		if (cause.value() != null) {
			description.append("%n    Value: \"%s\"".formatted(cause.value()));
		}
		Origin origin = originOf(cause.property());
		if (origin != null) {
			description.append("%n    Origin: %s".formatted(origin));
		}
		return description.append("%n    Reason: %s".formatted(cause.reason())).toString();
	}

	/** Where a property, or the first of several whose names begin so, was set. */
	private @Nullable Origin originOf(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.flatMap((source) -> propertiesAt(source, name))
			.map(ConfigurationProperty::getOrigin)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	private static Stream<ConfigurationProperty> propertiesAt(ConfigurationPropertySource source,
			ConfigurationPropertyName name) {
		Stream<ConfigurationPropertyName> below = (source instanceof IterableConfigurationPropertySource iterable)
				? iterable.stream().filter((candidate) -> isBelow(candidate, name)) : Stream.empty();
		return Stream.concat(Stream.of(name), below).map(source::getConfigurationProperty).filter(Objects::nonNull);
	}

	/** Whether a name begins with another, hyphens behind the prefix included. */
	private static boolean isBelow(ConfigurationPropertyName candidate, ConfigurationPropertyName name) {
		return name.isAncestorOf(candidate) && IntStream.range(1, name.getNumberOfElements())
			.allMatch((i) -> candidate.getElement(i, Form.DASHED).equals(name.getElement(i, Form.DASHED)));
	}

}
