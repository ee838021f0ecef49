/**
 * Looking into a model: its convolutions with their kernels, and the values that pass between its
 * nodes when it runs.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.onnx.inspect;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
