/**
 * ONNX's messages as files and as values: models read and written, tensors, shapes, attributes,
 * names of nodes.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.onnx.graph;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
