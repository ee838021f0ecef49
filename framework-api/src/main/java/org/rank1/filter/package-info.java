/**
 * Filters as tensors and as convolutions, free of any engine.
 *
 * <p>A {@link org.rank1.filter.ConvSpec} says what a convolution computes apart from its weights; a
 * {@link org.rank1.filter.FilterForm} says which factors its kernel is made of, how they
 * <em>compose</em> to one kernel, and how they <em>lower</em> to plain convolution stages. An
 * exporter executes the stages and never learns what CP or Tucker is.
 */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.filter;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
