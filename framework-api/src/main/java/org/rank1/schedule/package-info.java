/** Values that change over training, such as the learning rate. */
@NullMarked
package org.rank1.schedule;

import org.jspecify.annotations.NullMarked;
