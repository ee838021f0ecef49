package org.rank1.onnx.export;

import org.rank1.network.NetworkCounts;
import org.rank1.onnx.check.CheckedModel;

/**
 * An exported model and what is in it.
 *
 * @param model the ONNX model, checked
 * @param lowerings the lowering of every convolution
 * @param counts per layer that has weights or multiplies: the values it keeps in the model (after
 *     folding, so the biases of folded batch norms are there and the batch norms are not) and its
 *     multiply-adds per example, of all stages at the size at which they run
 */
public record ExportedModel(CheckedModel model, Lowerings lowerings, NetworkCounts counts) {}
