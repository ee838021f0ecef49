/** Where a trained network came from, so that a file can say so itself. */
@NullMarked
package org.rank1.provenance;

import org.jspecify.annotations.NullMarked;
