/** Running ONNX files and timing them, whatever executes them. */
@NullMarked
package org.rank1.runtime;

import org.jspecify.annotations.NullMarked;
