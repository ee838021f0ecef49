package org.rank1.experiments.cli;

import org.jspecify.annotations.Nullable;
import org.rank1.experiments.quantize.CalibrationSettings;
import org.rank1.experiments.validate.InputSettings;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.quantize.QuantizationOptions;
import org.rank1.onnx.verdict.ApproximationReport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How an export becomes int8. */
final class CalibrationOptions {
  private static final int JUDGED_ON = 1000;

  @Option(
      names = "--calibration",
      paramLabel = "N",
      description =
          "With --precision int8: training images on which the ranges of activations are seen"
              + " (default: 256).")
  private @Nullable Integer images;

  @Option(
      names = "--full-range",
      description =
          "With --precision int8: weights use all of 8 bits. A little closer, but right only on"
              + " processors that add products of bytes in 32 bits (VNNI, most ARM).")
  private boolean fullRange;

  @Mixin private ImageSource source;

  /** Refuses options without effect. */
  void require(boolean int8) {
    if (!int8 && (images != null || fullRange)) {
      throw new InvalidInputException(
          "%s is for --precision int8."
              .formatted(images != null ? "--calibration" : "--full-range"));
    }
    settings();
  }

  private CalibrationSettings settings() {
    CalibrationSettings defaults = new CalibrationSettings();
    return new CalibrationSettings(
        source.dataset(), source.folder(), images == null ? defaults.images() : images);
  }

  CheckedModel quantize(CommandFactory.Services services, CheckedModel model) {
    return services
        .rank1()
        .models()
        .quantize(
            model,
            settings(),
            new QuantizationOptions().withPairSafe(!fullRange),
            services.console()::note)
        .model();
  }

  /** How close the bytes came, on test images. */
  ApproximationReport judge(
      CommandFactory.Services services, CheckedModel floats, CheckedModel int8) {
    return services
        .rank1()
        .models()
        .compare(floats, int8, new RuntimeChoice())
        .approximation(
            new InputSettings(source.dataset(), source.folder(), JUDGED_ON, 0),
            services.console()::note);
  }
}
