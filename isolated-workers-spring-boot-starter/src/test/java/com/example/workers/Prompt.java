package com.example.workers;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/**
 * What a worker sends with a command.
 */
public record Prompt(@NotBlank String text, @Max(100) int tokens,
		@Size(max = 4, message = "has ${validatedValue}") String tag) {

}
