/**
 * Looking into a model: its convolutions with their kernels, and the values that pass between its
 * nodes when it runs.
 */
@NullMarked
package org.rank1.onnx.inspect;

import org.jspecify.annotations.NullMarked;
