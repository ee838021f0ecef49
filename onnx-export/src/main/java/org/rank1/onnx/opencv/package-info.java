/**
 * OpenCV's DNN module as a second runtime, which shares no code with ONNX Runtime. Its library is
 * an optional dependency: whoever wants it puts {@code org.openpnp:opencv} on the class path.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.onnx.opencv;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
