/** Measurements, and where they go. */
@NullMarked
package org.rank1.metric;

import org.jspecify.annotations.NullMarked;
