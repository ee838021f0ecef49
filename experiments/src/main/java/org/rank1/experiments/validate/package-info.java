/** Two ONNX files held against each other on real and random inputs: equivalence and speed. */
@NullMarked
package org.rank1.experiments.validate;

import org.jspecify.annotations.NullMarked;
