/** Our own structural check of ONNX models, ours and those made elsewhere. */
@API(status = API.Status.EXPERIMENTAL)
@NullMarked
package org.rank1.onnx.check;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
