/** Our own structural check of ONNX models, ours and those made elsewhere. */
@NullMarked
package org.rank1.onnx.check;

import org.jspecify.annotations.NullMarked;
