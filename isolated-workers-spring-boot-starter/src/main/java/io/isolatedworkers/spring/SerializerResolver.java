package io.isolatedworkers.spring;

import java.util.ArrayList;
import java.util.List;

import io.isolatedworkers.serializer.CborSerializer;
import io.isolatedworkers.serializer.JsonSerializer;
import io.isolatedworkers.serializer.Serializer;
import io.isolatedworkers.serializer.SmileSerializer;
import io.isolatedworkers.spring.IsolatedWorkersProperties.Defaults;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Finds the serializer that a pool names: a bean of that name, else one of the library's
 * own.
 */
final class SerializerResolver {

	/** The serializer of pools that name none. */
	static final String DEFAULT = "json";

	private final PoolBeans beans;

	private final @Nullable ClassLoader classLoader;

	SerializerResolver(PoolBeans beans, @Nullable ClassLoader classLoader) {
		this.beans = beans;
		this.classLoader = classLoader;
	}

	Serializer resolve(PoolSettings settings) {
		String name = settings.get(Defaults::serializer, DEFAULT);
		Serializer bean = this.beans.find(name, Serializer.class);
		if (bean != null) {
			return bean;
		}
		return switch (name) {
			case "json" -> new JsonSerializer();
			case "cbor" -> {
				requireFormat(settings, "tools.jackson.dataformat.cbor.CBORMapper", "jackson-dataformat-cbor");
				yield new CborSerializer();
			}
			case "smile" -> {
				requireFormat(settings, "tools.jackson.dataformat.smile.SmileMapper", "jackson-dataformat-smile");
				yield new SmileSerializer();
			}
			default -> throw unknown(settings);
		};
	}

	private void requireFormat(PoolSettings settings, String type, String artifact) {
		if (!ClassUtils.isPresent(type, this.classLoader)) {
			throw settings.invalid("serializer", Defaults::serializer,
					"the format needs %s, which is not on the class path".formatted(artifact),
					"Add the dependency tools.jackson.dataformat:%s, for the workers too, or use 'json'."
						.formatted(artifact));
		}
	}

	private PoolConfigurationException unknown(PoolSettings settings) {
		List<String> known = new ArrayList<>(List.of("json", "cbor", "smile"));
		known.addAll(this.beans.namesOf(Serializer.class));
		return settings.invalid("serializer", Defaults::serializer,
				"no serializer has this name. Those that exist are: " + PoolBeans.quoted(known),
				"Use one of these names, or define a Serializer bean of that name.");
	}

}
