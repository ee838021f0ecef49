/**
 * The one way from a PNG or JPEG file to the pixels of a network's input, for training, evaluation,
 * prediction and calibration alike: a network sees at work what it saw when it learned. Transparent
 * pixels are laid over white, deep and grey samples keep their stored values, CMYK becomes RGB,
 * photographs are turned as their EXIF orientation says, and another size is reached with one
 * filter. Files are distrusted: sizes are read before anything is decoded, and what is cut short is
 * refused, never filled up.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.image;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
