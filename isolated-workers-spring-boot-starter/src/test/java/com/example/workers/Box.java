package com.example.workers;

/**
 * Something to hand over: by reference where it is shared, else as a copy.
 */
public final class Box {

	private String content = "";

	public String getContent() {
		return this.content;
	}

	public void setContent(String content) {
		this.content = content;
	}

}
