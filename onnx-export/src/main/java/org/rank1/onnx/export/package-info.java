/**
 * From what a network has learned to an ONNX model.
 *
 * <p>{@link org.rank1.onnx.export.OnnxExporter} reads a snapshot and never learns which form a
 * kernel has: forms lower themselves to plain convolution stages. Values are named so that models
 * exported from one snapshot with different lowerings can be compared: the output of every layer
 * that survives has the layer's name, in every lowering.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.onnx.export;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
