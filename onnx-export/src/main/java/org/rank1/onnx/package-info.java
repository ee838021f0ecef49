/** What this module brings to the sockets. */
@NullMarked
package org.rank1.onnx;

import org.jspecify.annotations.NullMarked;
