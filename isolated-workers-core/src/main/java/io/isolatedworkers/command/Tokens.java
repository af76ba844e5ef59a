package io.isolatedworkers.command;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tokens of managed workers and tells them again: the names of pool and worker,
 * and a signature with the router's secret. So nothing has to be remembered, and a router
 * with the same secret knows the workers of the one before. Immutable.
 */
final class Tokens {

	/** In bytes. */
	static final int SECRET_LENGTH = 32;

	private static final String ALGORITHM = "HmacSHA256";

	private static final char SEPARATOR = '.';

	private final SecretKeySpec secret;

	Tokens(byte[] secret) {
		this.secret = new SecretKeySpec(secret, ALGORITHM);
	}

	String tokenOf(String pool, String worker) {
		String names = encode(bytes(pool)) + SEPARATOR + encode(bytes(worker));
		return names + SEPARATOR + encode(signature(names));
	}

	/** Returns whose token it is, {@code null} if this router did not make it. */
	@Nullable Owner ownerOf(String token) {
		int first = token.indexOf(SEPARATOR);
		int last = token.lastIndexOf(SEPARATOR);
		if (first < 0 || first == last) {
			return null;
		}
		String names = token.substring(0, last);
		try {
			if (!MessageDigest.isEqual(signature(names), decode(token.substring(last + 1)))) {
				return null;
			}
			return new Owner(text(decode(names.substring(0, first))), text(decode(names.substring(first + 1))));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private byte[] signature(String names) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.secret);
			return mac.doFinal(bytes(names));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JVM has " + ALGORITHM, ex);
		}
	}

	private static String encode(byte[] bytes) {
		return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
	}

	private static byte[] decode(String text) {
		return Base64.getUrlDecoder().decode(text);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/** Whom a token was made for. */
	record Owner(String pool, String worker) {
	}

}
