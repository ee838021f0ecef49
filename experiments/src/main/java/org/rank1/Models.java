package org.rank1;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.rank1.experiments.app.Product;
import org.rank1.experiments.bench.Plans;
import org.rank1.experiments.certificate.Certificate;
import org.rank1.experiments.certificate.CertificateFolder;
import org.rank1.experiments.certificate.CertificateSettings;
import org.rank1.experiments.certificate.Certifier;
import org.rank1.experiments.certificate.Reproduction;
import org.rank1.experiments.certificate.VerificationSettings;
import org.rank1.experiments.certificate.Verifier;
import org.rank1.experiments.evaluate.EvaluationReport;
import org.rank1.experiments.evaluate.EvaluationSettings;
import org.rank1.experiments.evaluate.Evaluator;
import org.rank1.experiments.evaluate.Predictions;
import org.rank1.experiments.evaluate.Predictor;
import org.rank1.experiments.quantize.CalibrationSettings;
import org.rank1.experiments.quantize.Int8Models;
import org.rank1.experiments.validate.RuntimeChoice;
import org.rank1.experiments.validate.Runtimes;
import org.rank1.experiments.validate.TrialInputs;
import org.rank1.experiments.validate.Verdicts;
import org.rank1.network.NetworkSnapshot;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ExportOptions;
import org.rank1.onnx.export.ExportedModel;
import org.rank1.onnx.export.OnnxExporter;
import org.rank1.onnx.image.StatedInput;
import org.rank1.onnx.plan.LatencyCache;
import org.rank1.onnx.plan.LoweringPlan;
import org.rank1.onnx.quantize.QuantizationOptions;
import org.rank1.onnx.quantize.QuantizedModel;
import org.rank1.onnx.verdict.EquivalenceProgress;
import org.rank1.onnx.verdict.LatencyOptions;
import org.rank1.runtime.InferenceRuntime;

/**
 * Makes, runs and judges models that are in memory, with every choice of runtime and everything
 * told to who wants to know; {@link Rank1#models} gives it. {@link Rank1} does the same with files
 * and defaults.
 */
public final class Models {
  private final Product product;

  Models(Product product) {
    this.product = product;
  }

  /**
   * What runs models.
   *
   * <pre>{@code
   * InferenceRuntime runtime = rank1.models().runtime(new RuntimeChoice(), 1);
   * }</pre>
   *
   * @param threads that compute one run
   * @throws org.rank1.io.InvalidInputException if there is no such runtime or option
   */
  public InferenceRuntime runtime(RuntimeChoice choice, int threads) {
    return product.get(Runtimes.class).create(choice, threads);
  }

  /**
   * A network as an ONNX model.
   *
   * <pre>{@code
   * ExportedModel exported = rank1.models().export(snapshot, new ExportOptions());
   * }</pre>
   *
   * @throws org.rank1.io.InvalidInputException if no convolution offers the lowering
   */
  public ExportedModel export(NetworkSnapshot snapshot, ExportOptions options) {
    return new OnnxExporter().export(snapshot, options);
  }

  /**
   * A model that computes on 8-bit integers, an approximation.
   *
   * <pre>{@code
   * QuantizedModel bytes = rank1.models().quantize(exported.model(), calibration, new QuantizationOptions(), lines::add);
   * }</pre>
   *
   * @param model of floats, exported by this product
   * @param calibration training images on which the ranges of activations are seen
   * @param note told where the images come from
   * @throws org.rank1.io.InvalidInputException if the model cannot be quantized, or there are no
   *     such images
   */
  public QuantizedModel quantize(
      CheckedModel model,
      CalibrationSettings calibration,
      QuantizationOptions options,
      Consumer<String> note) {
    return product.get(Int8Models.class).quantize(model, calibration, options, note);
  }

  /**
   * The latencies of layers that were measured before, in the folder of the user.
   *
   * <pre>{@code
   * LatencyCache cache = rank1.models().latencyCache(Map.of("RANK1_CACHE_DIR", scratch.toString()), lines::add);
   * }</pre>
   *
   * @param environment names the folder, as that of the process does
   * @param note told when a file of it cannot be used
   */
  public LatencyCache latencyCache(Map<String, String> environment, Consumer<String> note) {
    return Plans.userCache(environment, note);
  }

  /**
   * Chooses the stages of every convolution by what they take on a runtime; see {@link Rank1#plan}.
   *
   * <pre>{@code
   * LoweringPlan onRuntime = rank1.models().plan(snapshot, new ExportOptions(), runtime, cache, brief, lines::add);
   * }</pre>
   *
   * @param progress told what is measured
   */
  public LoweringPlan plan(
      NetworkSnapshot snapshot,
      ExportOptions options,
      InferenceRuntime runtime,
      LatencyCache cache,
      LatencyOptions time,
      Consumer<String> progress) {
    return Plans.plan(snapshot, options, runtime, cache, time, progress);
  }

  /**
   * Two models to be compared on a runtime.
   *
   * <pre>{@code
   * Comparison comparison = rank1.models().compare(CheckedModel.read(composed), CheckedModel.read(split), new RuntimeChoice());
   * }</pre>
   *
   * @param reference the judge of what is right
   */
  public Comparison compare(CheckedModel reference, CheckedModel candidate, RuntimeChoice runtime) {
    return new Comparison(
        product.get(TrialInputs.class),
        product.get(Verdicts.class).on(runtime),
        reference,
        candidate);
  }

  /**
   * How often a model is right on the test images of a data set, and how fast it is; see {@link
   * Rank1#evaluate}.
   *
   * <pre>{@code
   * EvaluationReport told = rank1.models().evaluate(CheckedModel.read(split), new StatedInput(), first, brief, lines::add);
   * }</pre>
   *
   * @param stated how images become the model's input, if it does not say it itself
   * @param timing how long its latency is measured
   * @param note told where the images come from
   */
  public EvaluationReport evaluate(
      CheckedModel model,
      StatedInput stated,
      EvaluationSettings settings,
      LatencyOptions timing,
      Consumer<String> note) {
    return product.get(Evaluator.class).evaluate(model, stated, settings, timing, note);
  }

  /**
   * What a model takes image files for; see {@link Rank1#predict}.
   *
   * <pre>{@code
   * Predictions all = rank1.models().predict(CheckedModel.read(split), new RuntimeChoice(), new StatedInput(), List.of(photo), 10, lines::add);
   * }</pre>
   *
   * @param stated how images become the model's input, if it does not say it itself
   * @param top classes to give for each image
   * @param note told what is done to an image that one would not expect
   */
  public Predictions predict(
      CheckedModel model,
      RuntimeChoice runtime,
      StatedInput stated,
      List<Path> images,
      int top,
      Consumer<String> note) {
    return product.get(Predictor.class).predict(model, runtime, stated, images, top, note);
  }

  /**
   * Writes a certificate, watched; see {@link Rank1#certify}.
   *
   * <pre>{@code
   * Certificate second = rank1.models().certify(composed, split, settings, new CertificateFolder(watched), lines::add, progress -> {});
   * }</pre>
   *
   * @param note told where the inputs come from
   */
  public Certificate certify(
      Path reference,
      Path candidate,
      CertificateSettings settings,
      CertificateFolder folder,
      Consumer<String> note,
      Consumer<EquivalenceProgress> progress) {
    return product
        .get(Certifier.class)
        .certify(reference, candidate, settings, folder, note, progress);
  }

  /**
   * Repeats a certificate, watched; see {@link Rank1#verifyCertificate}.
   *
   * <pre>{@code
   * Reproduction repeated = rank1.models().verifyCertificate(new CertificateFolder(watched).json(), new VerificationSettings(), lines::add, progress -> {});
   * }</pre>
   *
   * @param note told where the inputs come from
   */
  public Reproduction verifyCertificate(
      Path file,
      VerificationSettings settings,
      Consumer<String> note,
      Consumer<EquivalenceProgress> progress) {
    return product.get(Verifier.class).verify(file, settings, note, progress);
  }
}
