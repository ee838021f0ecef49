package org.rank1.onnx.check;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.LinkedHashMap;
import java.util.Map;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.graph.OnnxFile;
import org.rank1.onnx.model.ModelGraph;

/**
 * The structural check of a model, run on every export and on every model somebody hands us: unique
 * names, every value defined before it is read, operator sets imported, arity and attributes of the
 * operators we know, shapes inferred and compared with those declared, payload sizes of weights.
 *
 * <p>An operator we do not know is no problem here: its outputs have the shapes they declare, and
 * whoever has to run or change it says whether it can.
 */
public final class OnnxCheck {
  private OnnxCheck() {}

  /** Checks a model. */
  public static CheckResult check(ModelProto model) {
    return check(ModelGraph.of(model));
  }

  /** Checks the model of a graph. */
  public static CheckResult check(ModelGraph graph) {
    GraphCheck check = new GraphCheck(graph, imports(graph.model()));
    checkHeader(graph.model(), check);
    check.check();
    return check.result();
  }

  /**
   * Checks a model and refuses it if anything is wrong.
   *
   * @param place what to call the model in an error, for example its quoted file name
   * @return the result, which has no problems
   * @throws InvalidInputException with the first problem and how many there are
   */
  public static CheckResult require(ModelProto model, String place) {
    return require(ModelGraph.of(model), place);
  }

  /** {@link #require(ModelProto, String)} of the model of a graph. */
  static CheckResult require(ModelGraph graph, String place) {
    CheckResult result = check(graph);
    if (!result.problems().isEmpty()) {
      int more = result.problems().size() - 1;
      throw new InvalidInputException(
          "The ONNX model %s is not sound: %s%s."
              .formatted(
                  place,
                  result.problems().get(0),
                  more == 0 ? "" : " (and " + more + " more problem" + (more > 1 ? "s)" : ")")));
    }
    return result;
  }

  private static Map<String, Long> imports(ModelProto model) {
    Map<String, Long> imports = new LinkedHashMap<>();
    for (OperatorSetIdProto imported : model.getOpsetImportList()) {
      imports.putIfAbsent(normalized(imported.getDomain()), imported.getVersion());
    }
    return imports;
  }

  static String normalized(String domain) {
    return OnnxFile.isDefaultDomain(domain) ? "" : domain;
  }

  private static void checkHeader(ModelProto model, GraphCheck graph) {
    if (model.getIrVersion() < 3) {
      graph.report(
          "model",
          "IR version %s is older than 3, the oldest with operator sets"
              .formatted(model.getIrVersion()));
    }
    if (!model.hasGraph()) {
      graph.report("model", "it has no graph");
    }
    if (model.getOpsetImportCount() == 0) {
      graph.report("model", "it imports no operator set");
    }
    Map<String, Long> seen = new LinkedHashMap<>();
    for (OperatorSetIdProto imported : model.getOpsetImportList()) {
      String domain = normalized(imported.getDomain());
      if (imported.getVersion() < 1) {
        graph.report(
            "model",
            "illegal version %d of operator set \"%s\", must be at least 1"
                .formatted(imported.getVersion(), domain));
      }
      Long earlier = seen.putIfAbsent(domain, imported.getVersion());
      if (earlier != null) {
        graph.report("model", "operator set \"%s\" is imported more than once".formatted(domain));
      }
    }
  }
}
