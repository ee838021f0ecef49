/**
 * How the product meets the outside: input that is refused with one clear sentence, and files that
 * are written whole or not at all.
 */
@NullMarked
package org.rank1.io;

import org.jspecify.annotations.NullMarked;
