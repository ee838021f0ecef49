package org.rank1.ops.tensor;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Numbers for arithmetic with arrays of any device. They stay on the host, from where the engine
 * takes their value along with the operation; a number that is first copied to a GPU, as the
 * engine's operations with a Java number do, makes the host wait for all that is queued there.
 */
public final class Scalars {
  private final NDManager host;

  /**
   * No numbers yet.
   *
   * @param owner frees them when it closes
   */
  public Scalars(NDManager owner) {
    this.host = owner.newSubManager(Device.cpu());
  }

  /** A number, as a 32-bit float. */
  public NDArray of(double value) {
    return host.create((float) value);
  }
}
