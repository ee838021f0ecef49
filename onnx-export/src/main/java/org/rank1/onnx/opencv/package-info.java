/**
 * OpenCV's DNN module as a second runtime, which shares no code with ONNX Runtime. Its library is
 * an optional dependency: whoever wants it puts {@code org.openpnp:opencv} on the class path.
 */
@NullMarked
package org.rank1.onnx.opencv;

import org.jspecify.annotations.NullMarked;
