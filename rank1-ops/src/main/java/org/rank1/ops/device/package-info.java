/**
 * Choosing a device and starting the engine. Nothing here touches the engine before {@link
 * org.rank1.ops.device.Engines#open} is called.
 */
@NullMarked
package org.rank1.ops.device;

import org.jspecify.annotations.NullMarked;
