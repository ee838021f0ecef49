package org.rank1.onnx.runtime;

import ai.onnxruntime.OrtEnvironment;
import java.util.List;

/**
 * What ONNX Runtime says about itself.
 *
 * @param version its version
 * @param libraries the folder its libraries were loaded from
 * @param providers what it can compute on, by its own names
 */
public record RuntimeFacts(String version, String libraries, List<String> providers) {

  /**
   * Loads it and asks.
   *
   * @throws org.rank1.io.InvalidInputException if it cannot be loaded
   */
  public static RuntimeFacts look() {
    OrtEnvironment environment = OneEnvironment.get();
    return new RuntimeFacts(
        environment.getVersion(),
        System.getProperty(RuntimeLibraries.FOLDER, "chosen by ONNX Runtime"),
        OrtEnvironment.getAvailableProviders().stream()
            .map(provider -> provider.getName().replace("ExecutionProvider", ""))
            .toList());
  }
}
