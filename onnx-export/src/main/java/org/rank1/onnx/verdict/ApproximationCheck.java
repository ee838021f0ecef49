package org.rank1.onnx.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.rank1.filter.FloatTensor;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.model.ModelSignature;
import org.rank1.runtime.InferenceRuntime;
import org.rank1.runtime.InferenceSession;

/**
 * How closely does a model approximate another one? Both run on the runtime as they are deployed;
 * inputs are added piece by piece.
 *
 * <pre>{@code
 * try (var check = new ApproximationCheck(split, int8, runtime)) {
 *   check.add(images, labels);
 *   ApproximationReport report = check.report();
 * }
 * }</pre>
 */
public final class ApproximationCheck implements AutoCloseable {
  private final InferenceRuntime runtime;
  private final Side reference;
  private final Side candidate;
  private int inputs;
  private int labelled;
  private int agreements;
  private double squaredError;
  private double squaredOutput;
  private double maxAbsError;
  private double maxAbsOutput;

  /**
   * Loads both models.
   *
   * @param reference what is approximated
   * @param candidate the approximation; its input and outputs are matched by position
   * @throws InvalidInputException if the models differ in the shape of their input or in the number
   *     of their outputs
   */
  public ApproximationCheck(
      CheckedModel reference, CheckedModel candidate, InferenceRuntime runtime) {
    ModelSignature signature = reference.signature();
    signature.requireComparable(candidate.signature());
    this.runtime = runtime;
    this.reference = new Side(reference, runtime);
    try {
      this.candidate = new Side(candidate, runtime);
    } catch (RuntimeException e) {
      this.reference.close();
      throw e;
    }
  }

  /**
   * Compares on more inputs.
   *
   * @param batch {@code [n, ...]}; regrouped into the batches that the models want
   * @param labels the true class of each, or of none
   * @throws InvalidInputException if the inputs do not fit, or the outputs have different shapes
   * @throws IllegalArgumentException if there are labels, but not as many as inputs
   */
  public void add(FloatTensor batch, int... labels) {
    List<float[][]> expected = reference.outputs(batch);
    List<float[][]> actual = candidate.outputs(batch);
    int count = batch.shape().get(0);
    if (labels.length > 0 && labels.length != count) {
      throw new IllegalArgumentException(
          "%d labels for %d inputs, must be as many or none".formatted(labels.length, count));
    }
    for (int image = 0; image < count; image++) {
      for (int output = 0; output < reference.signature.outputs().size(); output++) {
        compare(output, expected.get(image)[output], actual.get(image)[output]);
      }
      int wanted = top1(expected.get(image)[0]);
      int chosen = top1(actual.get(image)[0]);
      agreements += chosen >= 0 && chosen == wanted ? 1 : 0;
      if (labels.length > 0) {
        reference.right += wanted == labels[image] ? 1 : 0;
        candidate.right += chosen == labels[image] ? 1 : 0;
        labelled++;
      }
    }
    inputs += count;
  }

  private void compare(int output, float[] expected, float[] actual) {
    if (expected.length != actual.length) {
      throw new InvalidInputException(
          "Output \"%s\" has %d values per input in the reference model and %d in the candidate; they must be as many."
              .formatted(
                  reference.signature.outputs().get(output), expected.length, actual.length));
    }
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs((double) actual[i] - expected[i]);
      squaredError += error * error;
      squaredOutput += (double) expected[i] * expected[i];
      // Keeps what is not a number, unlike a comparison.
      maxAbsError = Math.max(maxAbsError, error);
      maxAbsOutput = Math.max(maxAbsOutput, Math.abs(expected[i]));
    }
  }

  /** The largest element, or -1 if one is not finite. */
  private static int top1(float[] values) {
    int best = values.length == 0 ? -1 : 0;
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return -1;
      }
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  /**
   * What was seen so far.
   *
   * @throws InvalidInputException if there was no input
   */
  public ApproximationReport report() {
    if (inputs == 0) {
      throw new InvalidInputException("There is no input to compare the models on.");
    }
    return new ApproximationReport(
        inputs,
        squaredError == 0 ? 0 : Math.sqrt(squaredError / squaredOutput),
        maxAbsError,
        maxAbsOutput,
        (double) agreements / inputs,
        labelled == 0
            ? null
            : new ApproximationReport.Accuracy(
                labelled, (double) reference.right / labelled, (double) candidate.right / labelled),
        runtime.description());
  }

  @Override
  public void close() {
    reference.close();
    candidate.close();
  }

  /** One of the two models. */
  private static final class Side {
    private final ModelSignature signature;
    private final InferenceSession session;
    private int right;

    Side(CheckedModel model, InferenceRuntime runtime) {
      signature = model.signature();
      session = runtime.open(model);
    }

    /** The values of every output, for every input. */
    List<float[][]> outputs(FloatTensor batch) {
      ImageBatches images = new ImageBatches(List.of(batch), signature);
      List<float[][]> all = new ArrayList<>();
      int size = signature.batch() == ModelSignature.ANY ? images.count() : signature.batch();
      for (int from = 0; from < images.count(); from += size) {
        Map<String, FloatTensor> run =
            session.run(Map.of(signature.input(), images.batch(from, size)));
        List<FloatTensor> outputs =
            signature.outputs().stream().map(name -> required(run, name)).toList();
        for (int image = 0; image < Math.min(size, images.count() - from); image++) {
          int row = image;
          all.add(outputs.stream().map(output -> row(output, row, size)).toArray(float[][]::new));
        }
      }
      return all;
    }

    private static FloatTensor required(Map<String, FloatTensor> run, String name) {
      FloatTensor output = run.get(name);
      if (output == null) {
        throw new InvalidInputException("A model does not return \"%s\".".formatted(name));
      }
      return output;
    }

    private static float[] row(FloatTensor output, int row, int rows) {
      int size = output.size() / rows;
      return Arrays.copyOfRange(output.data(), row * size, (row + 1) * size);
    }

    void close() {
      session.close();
    }
  }
}
