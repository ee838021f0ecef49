/**
 * Filters of rank one as what they are to geometry: points of the Segre manifold, however their
 * norm is divided among their factors. Everything is computed from factors and their gradients,
 * batched over filters, where the factors live; no kernel is ever formed.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.ops.segre;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
