/**
 * What an exported model is worth: how often it is right and how fast on a data set's test images,
 * and what it takes single images for. How images become its input is read from its metadata.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.experiments.evaluate;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
