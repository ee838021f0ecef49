/**
 * Choosing a device and starting the engine. Nothing here touches the engine before {@link
 * org.rank1.ops.device.Engines#open} is called.
 */
@API(status = API.Status.INTERNAL)
@NullMarked
package org.rank1.ops.device;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
