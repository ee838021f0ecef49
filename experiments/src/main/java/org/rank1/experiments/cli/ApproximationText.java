package org.rank1.experiments.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.rank1.onnx.verdict.ApproximationReport;

/** The verdict on an approximation, for people and as JSON. */
final class ApproximationText {
  private ApproximationText() {}

  static String line(ApproximationReport report) {
    return "Approximation: " + report.summary();
  }

  /** Fields of a JSON object. */
  static Map<String, Object> json(ApproximationReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("verdict", "approximation");
    json.put("relativeError", report.relativeError());
    json.put("maxAbsError", report.maxAbsError());
    json.put("top1Agreement", report.top1Agreement());
    json.put("approximation", report);
    return json;
  }
}
