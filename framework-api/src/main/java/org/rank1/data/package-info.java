/** Images and labels as bytes, free of any engine, and how they become a network's input. */
@NullMarked
package org.rank1.data;

import org.jspecify.annotations.NullMarked;
