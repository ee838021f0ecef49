/**
 * ONNX's messages as files and as values: models read and written, tensors, shapes, attributes,
 * names of nodes.
 */
@NullMarked
package org.rank1.onnx.graph;

import org.jspecify.annotations.NullMarked;
