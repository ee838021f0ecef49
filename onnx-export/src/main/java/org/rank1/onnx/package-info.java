/** What this module brings to the sockets. */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.onnx;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
