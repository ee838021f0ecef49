/** Measurements of training and projection that a user can repeat with {@code ./rank1 bench}. */
@NullMarked
package org.rank1.ops.bench;

import org.jspecify.annotations.NullMarked;
