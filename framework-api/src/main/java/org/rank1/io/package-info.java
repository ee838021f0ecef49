/**
 * How the product meets the outside: input that is refused with one clear sentence, and files that
 * are written whole or not at all.
 */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.io;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
