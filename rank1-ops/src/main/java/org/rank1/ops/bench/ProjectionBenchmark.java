package org.rank1.ops.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.ops.device.Devices;
import org.rank1.ops.device.Engines;
import org.rank1.ops.projection.CertifyOptions;
import org.rank1.ops.projection.MultiStartReference;
import org.rank1.ops.projection.Rank1Certify;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.KernelProjection;

/**
 * How fast and how near a rank-1 projection is: on 256 Gaussian filters of 256×3×3 for ten fixed
 * seeds, against many random starts, and on kernels with the shapes of VGG-16 (Simonyan and
 * Zisserman 2015).
 */
public final class ProjectionBenchmark {
  private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
  private static final ConvSpec GAUSSIAN = new ConvSpec(256, 256, ConvGeometry.same2d(3));
  private static final int[] VGG16 = {
    3, 64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512
  };
  private static final long VGG16_SEED = 16;

  private final String name;
  private final KernelProjection projection;
  private final int repeats;

  /**
   * A benchmark of one projection.
   *
   * @param name what the projection is called
   * @param repeats warm projections of each kernel, at least 1
   * @throws InvalidInputException if it does not project to filter-wise rank one
   */
  public ProjectionBenchmark(String name, KernelProjection projection, int repeats) {
    if (repeats < 1 || repeats > 10_000) {
      throw new IllegalArgumentException(
          "illegal repeats " + repeats + ", must be between 1 and 10000");
    }
    if (projection.target().filter(t -> t.form().equals(new Rank1Form())).isEmpty()) {
      throw new InvalidInputException(
          "Projection \"%s\" does not project to filter-wise rank one.".formatted(name));
    }
    this.name = name;
    this.projection = projection;
    this.repeats = repeats;
  }

  /**
   * Runs everything.
   *
   * @param device {@code auto}, {@code cpu} or {@code gpu:N}
   * @param threads threads of the engine and of the search, at least 1
   * @param progress told what comes next
   * @throws InvalidInputException if the device is not there
   */
  public ProjectionResult run(String device, int threads, Consumer<String> progress) {
    try (NDManager manager = Engines.open(device, threads, 1)) {
      progress.accept("projecting 256 filters of 256×3×3");
      ProjectionResult.Gaussian gaussian = gaussian(manager, threads, progress);
      progress.accept("projecting the kernels of VGG-16");
      ProjectionResult.Network vgg16 = vgg16(manager);
      progress.accept("certifying 256 filters of 256×3×3");
      return new ProjectionResult(
          name, Devices.nameOf(manager.getDevice()), threads, gaussian, vgg16, certify(threads));
    }
  }

  private ProjectionResult.Gaussian gaussian(
      NDManager manager, int threads, Consumer<String> progress) {
    List<FloatTensor> kernels =
        SEEDS.stream().map(seed -> gaussian(GAUSSIAN, 1, new SplittableRandom(seed))).toList();
    List<NDArray> arrays = kernels.stream().map(k -> Tensors.copyOf(k, manager)).toList();
    arrays.forEach(array -> seconds(GAUSSIAN, array)); // warm up
    List<Double> times = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      arrays.forEach(array -> times.add(seconds(GAUSSIAN, array)));
    }
    progress.accept("comparing with 64 starts of 60 alternations");
    List<ProjectionResult.Seed> seeds = new ArrayList<>();
    for (int i = 0; i < SEEDS.size(); i++) {
      double error =
          Math.sqrt(residual(GAUSSIAN, kernels.get(i), arrays.get(i))) / kernels.get(i).norm();
      double reference =
          new MultiStartReference(64, 60).relativeError(GAUSSIAN, kernels.get(i), threads);
      seeds.add(new ProjectionResult.Seed(SEEDS.get(i), error, reference));
    }
    return new ProjectionResult.Gaussian(
        median(times),
        times.stream().mapToDouble(t -> t).min().orElseThrow(),
        seeds.stream().mapToDouble(ProjectionResult.Seed::relativeError).average().orElseThrow(),
        seeds.stream().mapToDouble(ProjectionResult.Seed::referenceError).average().orElseThrow(),
        seeds.stream().mapToDouble(s -> s.relativeError() - s.referenceError()).max().orElseThrow(),
        seeds);
  }

  private ProjectionResult.Network vgg16(NDManager manager) {
    SplittableRandom random = new SplittableRandom(VGG16_SEED);
    List<ConvSpec> convs = new ArrayList<>();
    for (int i = 1; i < VGG16.length; i++) {
      convs.add(new ConvSpec(VGG16[i - 1], VGG16[i], ConvGeometry.same2d(3)));
    }
    double residual = 0;
    double squares = 0;
    int filters = 0;
    List<NDArray> arrays = new ArrayList<>();
    for (ConvSpec conv : convs) {
      FloatTensor kernel = gaussian(conv, Math.sqrt(2.0 / conv.fanIn()), random);
      arrays.add(Tensors.copyOf(kernel, manager));
      residual += residual(conv, kernel, arrays.get(arrays.size() - 1)); // and warms up
      squares += kernel.norm() * kernel.norm();
      filters += conv.outChannels();
    }
    List<Double> times = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      double seconds = 0;
      for (int i = 0; i < arrays.size(); i++) {
        seconds += seconds(convs.get(i), arrays.get(i));
      }
      times.add(seconds);
    }
    return new ProjectionResult.Network(
        median(times),
        times.stream().mapToDouble(t -> t).min().orElseThrow(),
        Math.sqrt(residual / squares),
        filters);
  }

  private static ProjectionResult.Certify certify(int threads) {
    CertifyOptions options = new CertifyOptions();
    Rank1Certify certify = new Rank1Certify(options);
    FloatTensor kernel = gaussian(GAUSSIAN, 1, new SplittableRandom(SEEDS.get(0)));
    long begin = System.nanoTime();
    Rank1Certify.Report report = certify.report(GAUSSIAN, kernel, threads);
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new ProjectionResult.Certify(
        report.filters(), options.gap(), report.certifiedFraction(), report.worstGap(), seconds);
  }

  private double seconds(ConvSpec conv, NDArray kernel) {
    long begin = System.nanoTime();
    try (NDArray projected = projection.project(conv, kernel)) {
      projected.max().close(); // a device may still be computing
      return (System.nanoTime() - begin) / 1e9;
    }
  }

  private double residual(ConvSpec conv, FloatTensor kernel, NDArray array) {
    try (NDArray projected = projection.project(conv, array)) {
      float[] values = projected.toFloatArray();
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        double difference = (double) kernel.data()[i] - values[i];
        sum += difference * difference;
      }
      return sum;
    }
  }

  private static FloatTensor gaussian(ConvSpec conv, double deviation, SplittableRandom random) {
    FloatTensor kernel = FloatTensor.zeros(conv.kernelShape());
    for (int i = 0; i < kernel.size(); i++) {
      kernel.data()[i] = (float) (deviation * random.nextGaussian());
    }
    return kernel;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).toArray();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
