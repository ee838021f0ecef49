/**
 * One idea of a graph: {@link org.rank1.onnx.model.ModelGraph} knows who writes and who reads a
 * value, {@link org.rank1.onnx.model.ModelConstants} what the model itself brings, however it
 * arrives, {@link org.rank1.onnx.model.GraphConvolutions} its convolutions with their geometry
 * resolved, and {@link org.rank1.onnx.model.GraphEdit} changes some of it and leaves everything
 * else as it is. {@link org.rank1.onnx.model.OnnxGraphBuilder} builds a graph node by node, at one
 * opset.
 */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.onnx.model;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
