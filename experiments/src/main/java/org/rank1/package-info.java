/** The product without its command line: {@link org.rank1.Rank1} is where programs start. */
@NullMarked
package org.rank1;

import org.jspecify.annotations.NullMarked;
