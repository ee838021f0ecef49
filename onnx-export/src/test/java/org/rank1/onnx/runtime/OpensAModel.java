package org.rank1.onnx.runtime;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.reference.TestGraph;
import org.rank1.runtime.InferenceSession;
import org.rank1.runtime.OnnxModel;

/** A program that uses the library, run by tests in a JVM of its own. */
public final class OpensAModel {
  private OpensAModel() {}

  /** Runs a model once, and prints what the process looks like afterwards. */
  public static void main(String[] ignored) throws IOException {
    OnnxModel model =
        new TestGraph(List.of(1, 2)).node("Add", List.of("x", "x"), "y").build()::toByteArray;
    try (InferenceSession session = new OnnxRuntimeCpu(new OnnxRuntimeOptions()).open(model)) {
      FloatTensor x = FloatTensor.of(List.of(1, 2), new float[] {1, 2});
      System.out.println("RAN " + session.run(Map.of("x", x)).get("y").data()[1]);
    } catch (InvalidInputException e) {
      System.out.println("REFUSED " + e.getMessage());
      System.exit(2);
    }
    System.out.println(
        "TELEMETRY OFF "
            + NativeLibrary.getProcess()
                .getFunction("getenv")
                .invokeString(new Object[] {"ORT_DISABLE_TELEMETRY"}, false));
    System.out.println("SOCKETS " + sockets());
  }

  /** Sockets that lead out of the machine; Java itself keeps a pair of local ones. */
  private static long sockets() throws IOException {
    Set<String> leadOut = new HashSet<>();
    for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
      Path table = Path.of("/proc/self/net", protocol);
      for (String line : Files.exists(table) ? Files.readAllLines(table) : List.<String>of()) {
        leadOut.add(line.strip().split("\\s+", 11)[9]); // the column of inodes
      }
    }
    long count = 0;
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path each : open.filter(Files::isSymbolicLink).toList()) {
        String target = Files.readSymbolicLink(each).toString();
        if (target.startsWith("socket:")
            && leadOut.contains(target.substring("socket:[".length(), target.length() - 1))) {
          count++;
        }
      }
    }
    return count;
  }
}
