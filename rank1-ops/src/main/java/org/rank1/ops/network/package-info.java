/**
 * The network that trains: it holds the tensors of a {@link org.rank1.network.NetworkSpec} as live
 * arrays and interprets its layers. Batches that come as channels-last arrays seen through a
 * transpose keep these strides from layer to layer.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.ops.network;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
