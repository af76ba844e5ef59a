package io.isolatedworkers.socket;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.isolatedworkers.driver.Feature;
import io.isolatedworkers.message.TypeRef;
import io.isolatedworkers.serializer.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * The payload of the host's first message in protocol version 2.
 *
 * @param protocol the highest version the host speaks
 * @param serializer the simple name of the host's serializer
 * @param format tells serializers of one simple name apart, {@code null} if the host does
 * not tell
 * @param token the secret of the start-up data, {@code null} if there is none
 * @param pid the host's process id
 * @param features what the host supports, as {@link Feature#wireName()}
 */
public record Hello(int protocol, String serializer, @Nullable String format, @Nullable String token, long pid,
		List<String> features) {

	/** The wire type of this message. */
	public static final String TYPE = "$hello";

	/**
	 * The code of a refusal that may pass: the worker has a host, perhaps not for long.
	 */
	public static final String HOST_PRESENT = "HOST_PRESENT";

	/** The type of the payload. */
	public static final TypeRef<Hello> PAYLOAD = TypeRef.of(Hello.class);

	/**
	 * Makes a greeting; what an older host leaves out is empty.
	 */
	public Hello {
		features = (features != null) ? List.copyOf(features) : List.of();
	}

	/**
	 * The names of all features that this library supports with a serializer.
	 * @param serializer the serializer
	 * @return the names
	 */
	public static List<String> featuresWith(Serializer serializer) {
		List<String> names = new ArrayList<>();
		for (Feature feature : Feature.values()) {
			if (feature != Feature.ATTACHMENTS || serializer.supportsAttachments()) {
				names.add(feature.wireName());
			}
		}
		return names;
	}

	/**
	 * The features of a list of names, those that this version knows.
	 * @param names the names
	 * @return the features
	 */
	public static Set<Feature> featuresOf(List<String> names) {
		Set<Feature> features = new LinkedHashSet<>();
		for (Feature feature : Feature.values()) {
			if (names.contains(feature.wireName())) {
				features.add(feature);
			}
		}
		return features;
	}

	/**
	 * The worker's answer.
	 *
	 * @param protocol the version both go on with
	 * @param features the features both support
	 * @param pid the worker's process id, {@code null} if it does not tell
	 * @param runtime the name of the worker's runtime, such as {@code java}
	 * @param version the version of that runtime
	 */
	public record Result(int protocol, List<String> features, @Nullable Long pid, @Nullable String runtime,
			@Nullable String version) {

		/** The wire type of this message. */
		public static final String TYPE = Hello.TYPE + "Result";

		/** The wire type of a refusal. */
		public static final String ERROR_TYPE = Hello.TYPE + "Error";

		/** The type of the payload. */
		public static final TypeRef<Result> PAYLOAD = TypeRef.of(Result.class);

		/**
		 * Makes an answer; what another implementation leaves out is empty.
		 */
		public Result {
			features = (features != null) ? List.copyOf(features) : List.of();
		}

	}

}
