package io.isolatedworkers.sample.host;

import java.io.IOException;

import io.isolatedworkers.sample.worker.images.ImageWorker;
import io.isolatedworkers.sample.worker.images.ThumbnailRequest;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;

/**
 * Makes thumbnails of uploaded images. The work is done in a worker process: all that
 * happens to this one is an exception.
 */
@RestController
class ThumbnailController {

	private final ImageWorker images;

	ThumbnailController(ImageWorker images) {
		this.images = images;
	}

	/**
	 * Makes a thumbnail.
	 * @param image the part of the upload that is the image
	 * @param width how wide the thumbnail should be
	 * @return the thumbnail: a PNG file's bytes
	 * @throws IOException if the upload cannot be read
	 */
	@PostMapping(path = "/thumbnails", produces = MediaType.IMAGE_PNG_VALUE)
	byte[] thumbnail(@RequestParam MultipartFile image, @RequestParam(defaultValue = "200") int width)
			throws IOException {
		if (image.isEmpty()) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"The part 'image' is an empty file; send a PNG, JPEG or GIF image");
		}
		return this.images.thumbnail(new ThumbnailRequest(image.getBytes(), width)).png();
	}

}
