package org.rank1.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nu.pattern.OpenCV;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.opencv.core.Core;
import org.opencv.core.CvException;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.ConvStage;
import org.rank1.filter.FilterForm;
import org.rank1.filter.FloatTensor;
import org.rank1.filter.Lowering;
import org.rank1.filter.form.DenseForm;
import org.rank1.filter.form.FilterCpForm;
import org.rank1.filter.form.FilterCpOptions;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.FeatureShape;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSnapshot;
import org.rank1.network.NetworkSpec;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.quantize.QuantizationOptions;
import org.rank1.onnx.quantize.Quantizer;
import org.rank1.onnx.runtime.OnnxRuntimeCpu;
import org.rank1.onnx.runtime.OnnxRuntimeOptions;
import org.rank1.runtime.InferenceSession;
import org.rank1.testkit.ConvCases;
import org.rank1.testkit.DiscoveredParts;
import org.rank1.testkit.DiscoveredParts.Example;

/**
 * Exports judged by software that others wrote: ONNX's own checker says that they are valid, and
 * OpenCV computes from them what the layers say. Every form that a plugin brings, in every example,
 * every lowering, with fixed and dynamic batch.
 */
class IndependentJudgesTest {
  /** Networks of one convolution, of crossed geometries, per form and number of axes. */
  private static final int SINGLES = 5;

  private static final int EXAMPLES = 2;

  private static final OnnxRuntimeCpu RUNTIME = new OnnxRuntimeCpu(new OnnxRuntimeOptions());

  private final OnnxExporter exporter = new OnnxExporter();

  @BeforeAll
  static void loadOpenCv() {
    OpenCV.loadLocally();
    Core.setNumThreads(1);
  }

  private static Stream<Example<FilterForm>> forms() {
    return DiscoveredParts.examples(DiscoveredParts.load(), FilterForm.class).stream();
  }

  @TestFactory
  Stream<DynamicTest> theOfficialCheckerAcceptsEveryExport(TestReporter reporter) {
    assumeTrue(OfficialChecker.available(), "the checker's native library is not published here");
    return forms()
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form.toString(),
                    () -> {
                      int exports = 0;
                      for (int axes = 1; axes <= 3; axes++) {
                        for (NetworkSnapshot snapshot : snapshots(form.part(), axes)) {
                          for (TensorOrder order : orders(axes)) {
                            for (ExportOptions options : options(snapshot.network(), order)) {
                              OfficialChecker.check(
                                  exporter.export(snapshot, options).model().proto());
                              exports++;
                            }
                          }
                        }
                      }
                      reporter.publishEntry(
                          Map.of("form", form.toString(), "checked", "" + exports));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> openCvComputesWhatTheLayersSay(TestReporter reporter) {
    return forms()
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form.toString(),
                    () -> {
                      int exports = 0;
                      for (int axes = 1; axes <= 3; axes++) {
                        for (NetworkSnapshot snapshot : snapshots(form.part(), axes)) {
                          for (TensorOrder order : orders(axes)) {
                            if (whyOpenCvCannot(snapshot.network(), order).isEmpty()) {
                              exports += compare(snapshot, order);
                            }
                          }
                        }
                      }
                      assertThat(exports).isGreaterThan(2 * SINGLES);
                      reporter.publishEntry(
                          Map.of("form", form.toString(), "compared", "" + exports));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> bothJudgesAcceptInt8Exports(TestReporter reporter) {
    return forms()
        .map(
            form ->
                DynamicTest.dynamicTest(
                    form.toString(),
                    () -> {
                      int checked = 0;
                      int compared = 0;
                      for (int axes = 1; axes <= 3; axes++) {
                        List<NetworkSnapshot> snapshots = snapshots(form.part(), axes);
                        int last = snapshots.size() - 1;
                        for (int i : new int[] {0, last - 1, last}) {
                          boolean runs =
                              i > 0
                                  && whyOpenCvCannot(snapshots.get(i).network(), TensorOrder.FOUR)
                                      .isEmpty();
                          int exports = judgeInt8(snapshots.get(i), runs);
                          checked += exports;
                          compared += runs ? exports : 0;
                        }
                      }
                      reporter.publishEntry(
                          Map.of(
                              "form", form.toString(),
                              "checked", "" + checked,
                              "compared", "" + compared));
                    }));
  }

  /** Judges every lowering with a dynamic batch; the number of them. */
  private int judgeInt8(NetworkSnapshot snapshot, boolean openCvRuns) {
    FloatTensor input = input(snapshot.network());
    int judged = 0;
    for (ExportOptions options : options(snapshot.network(), TensorOrder.FOUR)) {
      if (options.batch().equals(Batch.DYNAMIC)) {
        ModelProto int8 = int8(exporter.export(snapshot, options).model(), input);
        if (OfficialChecker.available()) {
          OfficialChecker.check(int8);
        }
        if (openCvRuns) {
          assertThat(differenceInt8(int8, input))
              .as("%s, %s", snapshot.network(), options)
              .isLessThan(0.02);
        }
        judged++;
      }
    }
    return judged;
  }

  private static ModelProto int8(CheckedModel model, FloatTensor images) {
    return new Quantizer(RUNTIME, new QuantizationOptions())
        .quantize(model, List.of(images), Map.of())
        .model()
        .proto();
  }

  /**
   * The largest difference between OpenCV, which computes bytes in floats, and ONNX Runtime,
   * relative to the largest output. Where a value lies between two bytes they may choose
   * differently.
   */
  private static double differenceInt8(ModelProto model, FloatTensor input) {
    float[] expected;
    try (InferenceSession session = RUNTIME.open(model::toByteArray)) {
      expected = session.run(Map.of("input", input)).values().iterator().next().data();
    }
    float[] actual = OpenCvNet.run(model, input);
    double largest = Float.MIN_NORMAL;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
    }
    return difference / largest;
  }

  /** What OpenCV 4.9 computes rightly in floats and wrongly in int8, for more than one example. */
  @Test
  void openCvIsWrongOnANormOfFeaturesInInt8() {
    NetworkSpec network =
        new NetworkBuilder("features", FeatureShape.of(3, 8, 8), new DenseForm())
            .conv("conv", 4, ConvGeometry.same2d(3), true)
            .globalAveragePool("pool")
            .flatten("flatten")
            .batchNorm("norm")
            .dense("logits", 4)
            .build();
    NetworkSnapshot snapshot = Snapshots.random(network, 1);
    assertThat(compare(snapshot, TensorOrder.FOUR)).isPositive();
    CheckedModel model =
        exporter.export(snapshot, new ExportOptions().withBatch(Batch.DYNAMIC)).model();
    FloatTensor two = input(network);
    ModelProto int8 = int8(model, two);
    assertThat(differenceInt8(int8, two) < 0.1).isFalse();
    FloatTensor one =
        FloatTensor.of(List.of(1, 3, 8, 8), Arrays.copyOf(two.data(), two.size() / 2));
    assertThat(differenceInt8(int8, one)).isLessThan(0.02);
  }

  @Test
  void theOfficialCheckerRefusesWrongAttributesAndWrongShapes() {
    assumeTrue(OfficialChecker.available(), "the checker's native library is not published here");
    NetworkSnapshot snapshot = snapshots(new DenseForm(), 2).get(0);
    ModelProto good = exporter.export(snapshot, new ExportOptions()).model().proto();
    ModelProto.Builder unknown = good.toBuilder();
    unknown
        .getGraphBuilder()
        .getNodeBuilder(1)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("no_such_attribute")
                .setType(AttributeProto.AttributeType.INT)
                .setI(7));
    assertThatThrownBy(() -> OfficialChecker.check(unknown.build()))
        .hasMessageContaining("no_such_attribute");
    ModelProto.Builder misshapen = good.toBuilder();
    misshapen
        .getGraphBuilder()
        .getValueInfoBuilder(1)
        .getTypeBuilder()
        .getTensorTypeBuilder()
        .getShapeBuilder()
        .getDimBuilder(1)
        .setDimValue(5);
    assertThatThrownBy(() -> OfficialChecker.check(misshapen.build())).hasMessageContaining("hape");
  }

  @Test
  void preprocessingInTheGraphIsJudgedTheSame() {
    NetworkSpec network =
        new NetworkBuilder("embedded", FeatureShape.of(1, 7, 6), new DenseForm())
            .conv("conv", 4, ConvGeometry.same2d(3), true)
            .relu("relu")
            .build();
    NetworkSnapshot snapshot = Snapshots.random(network, 2);
    FloatTensor raw = Snapshots.uniform(List.of(1, 1, 7, 6), 0, 255, new SplittableRandom(4));
    double[] normalized = new double[raw.size()];
    Arrays.setAll(normalized, i -> (raw.data()[i] / 255.0 - 0.25) / 0.5);
    double[] exact = new DoubleNetwork(snapshot, normalized).output();
    ModelProto model =
        exporter.export(snapshot, new ExportOptions().withEmbeddedPreprocessing()).model().proto();
    if (OfficialChecker.available()) {
      OfficialChecker.check(model);
    }
    float[] actual = OpenCvNet.run(model, raw);
    for (int i = 0; i < exact.length; i++) {
      assertThat((double) actual[i]).isCloseTo(exact[i], Offset.offset(1e-5));
    }
  }

  private static List<TensorOrder> orders(int axes) {
    return axes == 2 ? List.of(TensorOrder.FOUR) : List.of(TensorOrder.values());
  }

  /**
   * What OpenCV 4.9 does not run, or not rightly, although it is valid ONNX and ONNX Runtime runs
   * it.
   */
  private static Optional<String> whyOpenCvCannot(NetworkSpec network, TensorOrder order) {
    int axes = network.input().spatial().size();
    boolean rows = axes == 1 && order == TensorOrder.NATIVE;
    boolean volumes = axes == 3 && order == TensorOrder.NATIVE;
    for (LayerSpec layer : network.layers()) {
      if (layer instanceof LayerSpec.Convolution conv) {
        if (rows && stages(network, conv).anyMatch(stage -> uneven(axes(stage)))) {
          return Optional.of("1-D convolutions get the padding of their begin at both ends");
        } else if (!rows && stages(network, conv).anyMatch(IndependentJudgesTest::paddedPoint)) {
          return Optional.of("grouped convolutions with one tap are wrong if they have padding");
        } else if (volumes && conv.form() instanceof FilterCpForm) {
          return Optional.of("3-D convolutions before an Add are refused");
        } else if (!volumes && stages(network, conv).anyMatch(IndependentJudgesTest::halfTap)) {
          return Optional.of(
              "3×3 depthwise convolutions are wrong if padding is no multiple of the dilation");
        }
      } else if (layer instanceof LayerSpec.AveragePool pool && pool.countPadding()) {
        return Optional.of("count_include_pad is not read: padding never counts");
      } else if (layer instanceof LayerSpec.AveragePool pool && rows && uneven(pool.window())) {
        return Optional.of("1-D pooling takes even padding only");
      } else if (layer instanceof LayerSpec.GlobalAveragePool && volumes) {
        return Optional.of("global average pooling has no 3-D form");
      }
    }
    return Optional.empty();
  }

  /** A network that is left out above, and the tensors on which it fails. */
  private record LeftOut(NetworkSpec network, TensorOrder order) {}

  /** What is left out above is left out for a reason: OpenCV fails on it. */
  @Test
  void openCvReallyFailsOnWhatIsLeftOut() {
    ConvAxis uneven = new ConvAxis(3, 1, 0, 1, 1);
    ConvAxis halfTap = new ConvAxis(3, 1, 1, 1, 2);
    ConvAxis paddedTap = new ConvAxis(1, 1, 0, 1, 1);
    ConvGeometry paddedPoint =
        new ConvGeometry(List.of(ConvAxis.IDENTITY, ConvAxis.IDENTITY, paddedTap), 2);
    ConvGeometry volume = new ConvGeometry(Collections.nCopies(3, ConvAxis.same(3)), 1);
    NetworkSpec sum =
        new NetworkBuilder(
                "sum-3d", FeatureShape.of(4, 5, 5, 5), new FilterCpForm(new FilterCpOptions(2)))
            .conv("conv", 4, volume, true)
            .build();
    List<LeftOut> left =
        List.of(
            new LeftOut(
                new NetworkBuilder("uneven-1d", FeatureShape.of(2, 9), new DenseForm())
                    .conv("conv", 3, new ConvGeometry(List.of(uneven), 1), true)
                    .build(),
                TensorOrder.NATIVE),
            new LeftOut(
                new NetworkBuilder("dilated-3x3", FeatureShape.of(4, 9, 9), new Rank1Form())
                    .conv("conv", 4, new ConvGeometry(List.of(halfTap, halfTap), 1), true)
                    .build(),
                TensorOrder.FOUR),
            new LeftOut(
                new NetworkBuilder("dilated-frames", FeatureShape.of(4, 2, 9, 9), new Rank1Form())
                    .conv(
                        "conv",
                        4,
                        new ConvGeometry(List.of(ConvAxis.IDENTITY, halfTap, halfTap), 1),
                        true)
                    .build(),
                TensorOrder.FOUR),
            new LeftOut(
                new NetworkBuilder("counted", FeatureShape.of(2, 6, 6), new DenseForm())
                    .add(
                        new LayerSpec.AveragePool(
                            "mean", "input", List.of(ConvAxis.same(3), ConvAxis.same(3)), true))
                    .build(),
                TensorOrder.FOUR),
            new LeftOut(
                new NetworkBuilder("uneven-pool-1d", FeatureShape.of(2, 9), new DenseForm())
                    .add(new LayerSpec.AveragePool("mean", "input", List.of(uneven), false))
                    .build(),
                TensorOrder.NATIVE),
            new LeftOut(
                new NetworkBuilder("global-3d", FeatureShape.of(2, 5, 5, 5), new DenseForm())
                    .conv("conv", 3, volume, true)
                    .globalAveragePool("mean")
                    .build(),
                TensorOrder.NATIVE),
            new LeftOut(
                new NetworkBuilder("padded-point-3d", FeatureShape.of(2, 4, 4, 4), new DenseForm())
                    .conv("conv", 4, paddedPoint, true)
                    .build(),
                TensorOrder.NATIVE),
            new LeftOut(
                new NetworkBuilder(
                        "padded-point-frames", FeatureShape.of(2, 4, 4, 4), new DenseForm())
                    .conv("conv", 4, paddedPoint, true)
                    .build(),
                TensorOrder.FOUR),
            new LeftOut(
                new NetworkBuilder("padded-point-1d", FeatureShape.of(4, 5), new DenseForm())
                    .conv("conv", 4, new ConvGeometry(List.of(paddedTap), 4), true)
                    .build(),
                TensorOrder.FOUR),
            new LeftOut(
                new NetworkBuilder("padded-point-2d", FeatureShape.of(4, 2, 3), new DenseForm())
                    .conv(
                        "conv", 4, new ConvGeometry(List.of(paddedTap, ConvAxis.IDENTITY), 4), true)
                    .build(),
                TensorOrder.FOUR),
            new LeftOut(sum, TensorOrder.NATIVE));
    List<String> runs = new ArrayList<>();
    for (LeftOut out : left) {
      String what = out.network().name() + ", tensor order " + out.order();
      assertThat(whyOpenCvCannot(out.network(), out.order())).as(what).isPresent();
      try {
        compare(Snapshots.random(out.network(), 6), out.order());
        runs.add(what);
      } catch (AssertionError | CvException fails) {
        assertThat(fails).hasMessageMatching("(?s).+");
      }
    }
    assertThat(runs).as("left out although OpenCV computes it").isEmpty();
  }

  /** The stages of all lowerings of a layer. */
  private static Stream<ConvStage> stages(NetworkSpec network, LayerSpec.Convolution layer) {
    ConvSpec conv = network.convSpec(layer);
    return layer.form().lowerings(conv).stream()
        .flatMap(lowering -> layer.form().lower(conv, lowering).chains().stream())
        .flatMap(List::stream);
  }

  private static List<ConvAxis> axes(ConvStage stage) {
    return stage.conv().geometry().axes();
  }

  private static boolean paddedPoint(ConvStage stage) {
    return stage.conv().geometry().taps() == 1
        && stage.conv().geometry().groups() > 1
        && axes(stage).stream().anyMatch(axis -> axis.padBegin() + axis.padEnd() > 0);
  }

  /**
   * A depthwise 3×3 convolution, after a change of layout where need be, that OpenCV gets wrong.
   */
  private static boolean halfTap(ConvStage stage) {
    List<ConvAxis> axes = axes(stage);
    List<ConvAxis> image = axes.subList(Math.max(0, axes.size() - 2), axes.size());
    return image.size() == 2
        && (axes.size() == 2 || axes.get(0).keepsInput())
        && image.stream().allMatch(axis -> axis.kernel() == 3)
        && image.stream().anyMatch(axis -> axis.padBegin() % axis.dilation() != 0);
  }

  private static boolean uneven(List<ConvAxis> window) {
    return window.stream().anyMatch(axis -> axis.padBegin() != axis.padEnd());
  }

  private int compare(NetworkSnapshot snapshot, TensorOrder order) {
    NetworkSpec network = snapshot.network();
    FloatTensor input = input(network);
    double[] exact = exact(snapshot, input);
    double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
    int compared = 0;
    for (ExportOptions options : options(network, order)) {
      float[] actual = OpenCvNet.run(exporter.export(snapshot, options).model().proto(), input);
      String what = network + " " + network.convolutions() + ", " + options;
      assertThat(actual).as(what).hasSameSizeAs(exact);
      for (int i = 0; i < exact.length; i++) {
        if (!(Math.abs(actual[i] - exact[i]) <= 1e-5 * largest)) {
          throw new AssertionError(
              "%s: element %d is %s, expected %s ± %s"
                  .formatted(what, i, actual[i], exact[i], 1e-5 * largest));
        }
      }
      compared++;
    }
    return compared;
  }

  private static FloatTensor input(NetworkSpec network) {
    List<Integer> shape = new ArrayList<>(List.of(EXAMPLES));
    shape.addAll(network.input().extents());
    return Snapshots.uniform(shape, -1, 1, new SplittableRandom(3));
  }

  private static double[] exact(NetworkSnapshot snapshot, FloatTensor input) {
    int size = snapshot.network().input().size();
    return IntStream.range(0, EXAMPLES)
        .mapToObj(
            n -> {
              double[] example = new double[size];
              Arrays.setAll(example, i -> input.data()[n * size + i]);
              return new DoubleNetwork(snapshot, example).output();
            })
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  /** Every lowering that any convolution offers, with fixed and dynamic batch. */
  private static List<ExportOptions> options(NetworkSpec network, TensorOrder order) {
    Set<String> lowerings = new TreeSet<>();
    for (LayerSpec.Convolution layer : network.convolutions()) {
      lowerings.addAll(layer.form().lowerings(network.convSpec(layer)));
    }
    if (lowerings.isEmpty()) {
      lowerings.add(Lowering.COMPOSED);
    }
    List<ExportOptions> options = new ArrayList<>();
    for (String lowering : lowerings) {
      ExportOptions named = new ExportOptions().withLowering(lowering).withTensorOrder(order);
      options.add(named.withBatch(Batch.fixed(EXAMPLES)));
      options.add(named.withBatch(Batch.DYNAMIC));
    }
    return options;
  }

  /**
   * A network of every kind of layer and networks of one convolution each; of either only those
   * that the form can express.
   */
  private static List<NetworkSnapshot> snapshots(FilterForm form, int axes) {
    List<NetworkSnapshot> snapshots = new ArrayList<>();
    expressible(() -> ExportEqualityTest.dag(axes, form))
        .ifPresent(
            dag -> {
              snapshots.add(Snapshots.random(dag, 9));
              snapshots.add(Snapshots.random(withoutCountedPadding(dag), 9));
            });
    ConvCases cases = new ConvCases(new SplittableRandom(axes));
    for (int tried = 0; tried < 2000 && snapshots.size() < 2 + SINGLES; tried++) {
      ConvCases.Case next = cases.next();
      ConvGeometry geometry = next.conv().geometry();
      if (geometry.axes().size() == axes) {
        boolean bias = tried % 2 == 0;
        boolean relu = tried % 3 == 0;
        expressible(() -> one(next, form, bias, relu))
            .ifPresent(network -> snapshots.add(Snapshots.random(network, 9)));
      }
    }
    assertThat(snapshots).as("networks of %s", form).hasSizeGreaterThanOrEqualTo(SINGLES);
    return snapshots;
  }

  private static NetworkSpec withoutCountedPadding(NetworkSpec network) {
    List<LayerSpec> layers = new ArrayList<>();
    for (LayerSpec layer : network.layers()) {
      layers.add(
          layer instanceof LayerSpec.AveragePool pool
              ? new LayerSpec.AveragePool(pool.name(), pool.input(), pool.window(), false)
              : layer);
    }
    return new NetworkSpec("without-counted-padding", network.input(), layers);
  }

  private static NetworkSpec one(ConvCases.Case next, FilterForm form, boolean bias, boolean relu) {
    NetworkBuilder one =
        new NetworkBuilder("one", new FeatureShape(next.conv().inChannels(), next.spatial()), form)
            .conv("conv", next.conv().outChannels(), next.conv().geometry(), bias);
    return (relu ? one.relu("relu") : one.batchNorm("bn")).build();
  }

  /** A network, unless the form cannot express one of its convolutions. */
  private static Optional<NetworkSpec> expressible(Supplier<NetworkSpec> make) {
    try {
      NetworkSpec network = make.get();
      network.convolutions().forEach(layer -> layer.form().factors(network.convSpec(layer)));
      return Optional.of(network);
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }
}
