package org.rank1.ops.device;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.LibUtils;
import java.nio.file.Path;
import java.util.List;
import org.rank1.nativecode.NativeEnvironment;

/**
 * What the training engine says about itself once it has started.
 *
 * @param version its version
 * @param libraries the folder its libraries were loaded from, which names their flavor
 * @param devices what it can compute on
 * @param automatic the device that {@code auto} is
 * @param instructionSets which of the processor's it is kept to, if any
 */
public record EngineFacts(
    String version,
    String libraries,
    List<String> devices,
    String automatic,
    String instructionSets) {

  /**
   * Starts it and asks.
   *
   * @throws org.rank1.io.InvalidInputException if it cannot be started, or computes wrongly
   */
  public static EngineFacts look() {
    try (NDManager manager = Engines.open("auto", 1, 0)) {
      Engine engine = manager.getEngine();
      return new EngineFacts(
          engine.getEngineName() + " " + engine.getVersion(),
          LibUtils.getLibtorchPath(),
          Devices.present(engine.getGpuCount()),
          Devices.nameOf(manager.getDevice()),
          NativeEnvironment.get(HiddenCaches.VARIABLE)
              .map(only -> HiddenCaches.VARIABLE + "=" + only)
              .orElse("all of the processor's"));
    }
  }

  /** The folder into which it unpacks its libraries. */
  public static Path folder() {
    return EngineFolder.path();
  }
}
