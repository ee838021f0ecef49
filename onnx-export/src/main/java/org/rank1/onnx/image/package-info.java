/**
 * Exported models, and classifiers made elsewhere, as what programs want of them: image files in,
 * class names and probabilities out. Needs no engine on the class path.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.onnx.image;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
