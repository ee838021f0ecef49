package org.rank1.experiments.train;

import ai.djl.ndarray.NDManager;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rank1.onnx.plan.Machine;

/** What computed a run, in words. */
final class RunMachine {
  private RunMachine() {}

  /** Engine, Java, system and processor, in that order. */
  static Map<String, String> described(NDManager device) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put(
        "engine", device.getEngine().getEngineName() + " " + device.getEngine().getVersion());
    values.put("java", property("java.runtime.version") + " (" + property("java.vm.name") + ")");
    values.put("system", property("os.name") + " " + property("os.version"));
    values.put("processor", Machine.cpuModel());
    values.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
    return values;
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
