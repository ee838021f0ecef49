/**
 * What this machine, this Java and this process offer to the product, as it is found by trying: the
 * engine is started, ONNX Runtime loaded, folders looked at.
 */
@NullMarked
package org.rank1.experiments.doctor;

import org.jspecify.annotations.NullMarked;
