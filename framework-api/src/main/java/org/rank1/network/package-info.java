/**
 * The engine-free pivot of the product: {@link org.rank1.network.NetworkSpec} says what a network
 * is, {@link org.rank1.network.NetworkSnapshot} what it has learned.
 *
 * <p>The training network and the exporter both read these and do not know each other.
 */
@API(status = API.Status.STABLE)
@NullMarked
package org.rank1.network;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
