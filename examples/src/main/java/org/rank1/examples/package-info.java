/** Programs on {@link org.rank1.Rank1}, small enough to copy; the build runs all of them. */
@NullMarked
package org.rank1.examples;

import org.jspecify.annotations.NullMarked;
