/** Network architectures as parts that give a {@link org.rank1.network.NetworkSpec}. */
@NullMarked
package org.rank1.architecture;

import org.jspecify.annotations.NullMarked;
