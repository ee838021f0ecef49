package org.rank1.onnx.proof;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.rank1.filter.FloatTensor;
import org.rank1.onnx.export.Snapshots;
import org.rank1.onnx.graph.NodeAttributes;
import org.rank1.onnx.proof.WeightProof.Finding;

/** Parts put together by hand: what is one convolution, what is not, and which are the same. */
class SegmentProofTest {
  private final SplittableRandom random = new SplittableRandom(17);

  private FloatTensor weights(Integer... shape) {
    return Snapshots.uniform(List.of(shape), -1, 1, random);
  }

  private static PartBuilder builder() {
    return new PartBuilder().input("x", 2, 4, 7, 6);
  }

  private static void assertProved(LinearPart one, LinearPart other) {
    for (WeightProof proof : List.of(SegmentProof.of(one, other), SegmentProof.of(other, one))) {
      assertThat(proof.finding()).as(proof.toString()).isEqualTo(Finding.PROVED);
      assertThat(proof.worst()).isLessThanOrEqualTo(1);
      assertThat(proof.detail()).isEmpty();
    }
  }

  private static void assertNotReduced(LinearPart part, String... reasons) {
    WeightProof proof = SegmentProof.of(part, part);
    assertThat(proof.finding()).as(proof.toString()).isEqualTo(Finding.NOT_REDUCED);
    assertThat(proof.detail()).contains(reasons);
    assertThat(proof.forEveryInput()).isFalse();
  }

  private static void assertDifferent(LinearPart one, LinearPart other, String... where) {
    WeightProof proof = SegmentProof.of(one, other);
    assertThat(proof.finding()).as(proof.toString()).isEqualTo(Finding.DIFFERENT);
    assertThat(proof.worst()).isGreaterThan(1);
    assertThat(proof.detail()).contains(where);
  }

  @Test
  void aBiasBeforePaddingIsNotOneConvolution() {
    PartBuilder part = builder().conv("a", "x", weights(5, 4, 1, 1), 0, weights(5));
    assertNotReduced(
        part.conv("b", "a", weights(3, 5, 3, 3), 1).part("b"),
        "\"b\"",
        "a bias comes before padding with zeros");
  }

  @Test
  void aBiasWithoutPaddingAfterItIsPassedOn() {
    FloatTensor point = weights(1, 4, 1, 1);
    FloatTensor inner = weights(1);
    FloatTensor window = weights(1, 1, 3, 3);
    FloatTensor bias = weights(1);
    LinearPart chain =
        builder().conv("a", "x", point, 0, inner).conv("y", "a", window, 0, bias).part("y");
    FloatTensor product = FloatTensor.zeros(1, 4, 3, 3);
    double constant = bias.data()[0];
    for (int tap = 0; tap < 9; tap++) {
      constant += (double) inner.data()[0] * window.data()[tap];
      for (int c = 0; c < 4; c++) {
        product.data()[c * 9 + tap] = point.data()[c] * window.data()[tap];
      }
    }
    FloatTensor composed = FloatTensor.filled(List.of(1), (float) constant);
    assertProved(builder().conv("y", "x", product, 0, composed).part("y"), chain);
    assertDifferent(
        builder().conv("y", "x", product, 0, bias).part("y"), chain, "the bias of filter 0");
  }

  @Test
  void paddingBehindAWindowIsNotOneConvolution() {
    assertNotReduced(
        builder()
            .conv("a", "x", weights(5, 4, 3, 3), 1)
            .conv("b", "a", weights(3, 5, 3, 3), 1)
            .part("b"),
        "zeros are padded to a value whose stage would give something else there");
    // Behind a window that reaches as far as its padding there are zeros anyway.
    LinearPart full =
        builder()
            .conv("a", "x", weights(5, 4, 3, 3), 2)
            .conv("b", "a", weights(3, 5, 3, 3), 1)
            .part("b");
    assertProved(full, full);
  }

  @Test
  void whatIsNotLinearIsNamed() {
    assertNotReduced(
        builder()
            .conv("a", "x", weights(5, 4, 1, 1), 0)
            .node("Relu", "r", List.of("a"))
            .conv("b", "r", weights(3, 5, 3, 3), 1)
            .part("b"),
        "\"r\" (Relu)");
  }

  @Test
  void batchNormalizationScaleAndShiftFold() {
    FloatTensor kernel = weights(3, 4, 3, 3);
    FloatTensor gamma = weights(3);
    FloatTensor beta = weights(3);
    FloatTensor mean = weights(3);
    FloatTensor variance = Snapshots.uniform(List.of(3), 0.2, 2, random);
    FloatTensor scale = weights(3, 1, 1);
    FloatTensor shift = weights(1, 3, 1, 1);
    LinearPart chain =
        builder()
            .conv("a", "x", kernel, 1)
            .weight("gamma", gamma)
            .weight("beta", beta)
            .weight("mean", mean)
            .weight("variance", variance)
            .weight("scale", scale)
            .weight("shift", shift)
            .node("BatchNormalization", "n", List.of("a", "gamma", "beta", "mean", "variance"))
            .node("Mul", "m", List.of("scale", "n"))
            .node("Sub", "y", List.of("m", "shift"))
            .part("y");
    FloatTensor folded = kernel.copy();
    FloatTensor bias = FloatTensor.zeros(3);
    for (int o = 0; o < 3; o++) {
      double gain = gamma.data()[o] / Math.sqrt(variance.data()[o] + 1e-5f) * scale.data()[o];
      bias.data()[o] =
          (float) (scale.data()[o] * beta.data()[o] - mean.data()[o] * gain - shift.data()[o]);
      for (int i = 0; i < 36; i++) {
        folded.data()[o * 36 + i] = (float) (gain * kernel.data()[o * 36 + i]);
      }
    }
    assertProved(builder().conv("y", "x", folded, 1, bias).part("y"), chain);
  }

  @Test
  void aMatrixProductIsAWindowOverEverything() {
    FloatTensor kernel = weights(3, 4, 7, 6);
    FloatTensor bias = weights(3);
    LinearPart conv =
        builder().conv("c", "x", kernel, 0, bias).node("Flatten", "y", List.of("c")).part("y");
    LinearPart gemm =
        builder()
            .node("Flatten", "f", List.of("x"))
            .weight("w", kernel.reshape(List.of(3, 4 * 7 * 6)))
            .weight("b", bias)
            .node("Gemm", "y", List.of("f", "w", "b"), NodeAttributes.integerOf("transB", 1))
            .part("y");
    assertProved(conv, gemm);
  }

  @Test
  void channelsMayLieOnTheLastAxis() {
    FloatTensor kernel = weights(3, 4, 1, 1);
    FloatTensor bias = weights(3);
    FloatTensor matrix = FloatTensor.zeros(4, 3);
    for (int i = 0; i < 12; i++) {
      matrix.data()[i] = kernel.data()[i % 3 * 4 + i / 3];
    }
    LinearPart lastAxis =
        builder()
            .node("Transpose", "t", List.of("x"), PartBuilder.integersOf("perm", 0, 2, 3, 1))
            .weight("w", matrix)
            .weight("b", bias)
            .node("MatMul", "p", List.of("t", "w"))
            .node("Add", "s", List.of("p", "b"))
            .node("Transpose", "y", List.of("s"), PartBuilder.integersOf("perm", 0, 3, 1, 2))
            .part("y");
    assertProved(builder().conv("y", "x", kernel, 0, bias).part("y"), lastAxis);
  }

  @Test
  void branchesOfSeveralValuesAddUp() {
    FloatTensor one = weights(4, 4, 3, 3);
    FloatTensor twice = one.copy();
    for (int i = 0; i < twice.size(); i++) {
      twice.data()[i] *= 2;
    }
    LinearPart sum =
        builder()
            .input("z", 2, 4, 7, 6)
            .conv("a", "x", one, 1)
            .conv("b", "x", one, 1)
            .node("Sum", "y", List.of("a", "z", "b"))
            .part("y");
    PartBuilder doubled = builder().input("z", 2, 4, 7, 6).conv("a", "x", twice, 1);
    assertProved(doubled.node("Add", "y", List.of("z", "a")).part("y"), sum);
    assertDifferent(builder().conv("y", "x", twice, 1).part("y"), sum, "kernel over \"z\"");
  }

  @Test
  void meansOfMeansAreMeans() {
    AttributeProto columns = PartBuilder.integersOf("kernel_shape", 1, 6);
    AttributeProto rows = PartBuilder.integersOf("kernel_shape", 7, 1);
    assertProved(
        builder().node("GlobalAveragePool", "y", List.of("x")).part("y"),
        builder()
            .node("AveragePool", "a", List.of("x"), columns)
            .node("AveragePool", "y", List.of("a"), rows)
            .part("y"));
    AttributeProto square = PartBuilder.integersOf("kernel_shape", 3, 3);
    AttributeProto pads = PartBuilder.integersOf("pads", 1, 1, 1, 1);
    assertNotReduced(
        builder().node("AveragePool", "y", List.of("x"), square, pads).part("y"),
        "the mean of fewer positions");
  }

  @Test
  void aRingOfZerosAroundAKernelWithWiderPaddingChangesNothing() {
    FloatTensor kernel = weights(3, 4, 3, 3);
    FloatTensor wide = FloatTensor.zeros(3, 4, 5, 5);
    for (int i = 0; i < kernel.size(); i++) {
      wide.data()[i / 9 * 25 + (i % 9 / 3 + 1) * 5 + i % 3 + 1] = kernel.data()[i];
    }
    LinearPart narrow = builder().conv("y", "x", kernel, 1).part("y");
    assertProved(narrow, builder().conv("y", "x", wide, 2).part("y"));
    wide.data()[0] = 1e-3f;
    assertDifferent(narrow, builder().conv("y", "x", wide, 2).part("y"), "offset [-2, -2]");
  }

  @Test
  void groupsAndTheirEmbeddingIntoFewerAreTheSame() {
    FloatTensor depthwise = weights(4, 1, 3, 3);
    FloatTensor dense = FloatTensor.zeros(4, 4, 3, 3);
    for (int o = 0; o < 4; o++) {
      System.arraycopy(depthwise.data(), o * 9, dense.data(), (o * 4 + o) * 9, 9);
    }
    assertProved(
        builder().conv("y", "x", depthwise, 1).part("y"),
        builder().conv("y", "x", dense, 1).part("y"));
  }

  @Test
  void anotherStrideIsAnotherFunction() {
    LinearPart one = strided(1, 0);
    LinearPart two = strided(2, 5);
    assertDifferent(one, two, "strides 1 and 2 make 5 and 5 positions");
  }

  private LinearPart strided(long stride, long pad) {
    SplittableRandom same = new SplittableRandom(1);
    return builder()
        .weight("w", Snapshots.uniform(List.of(3, 4, 3, 1), -1, 1, same))
        .node(
            "Conv",
            "y",
            List.of("x", "w"),
            PartBuilder.integersOf("strides", stride, 1),
            PartBuilder.integersOf("pads", 0, 0, pad, 0))
        .part("y");
  }

  @Test
  void elementsInAnotherOrderAreNotCompared() {
    WeightProof proof =
        SegmentProof.of(
            builder().node("Identity", "y", List.of("x")).part("y"),
            builder()
                .node("Transpose", "t", List.of("x"), PartBuilder.integersOf("perm", 0, 1, 3, 2))
                .integers("shape", 2, 4, 7, 6)
                .node("Reshape", "y", List.of("t", "shape"))
                .part("y"));
    assertThat(proof.finding()).isEqualTo(Finding.NOT_REDUCED);
  }

  @Test
  void whatWouldNotFitIntoMemoryIsRefusedBeforeItIsAllocated() {
    assertNotReduced(
        new PartBuilder()
            .input("x", 1, 64, 3000, 3000)
            .node("GlobalAveragePool", "y", List.of("x"))
            .part("y"),
        "64 filters, 1 channels and 3000×3000 taps",
        "more than 33554432 elements");
  }

  @Test
  void notANumberIsADifference() {
    FloatTensor kernel = weights(3, 4, 3, 3);
    FloatTensor broken = kernel.copy();
    broken.data()[5] = Float.NaN;
    assertDifferent(
        builder().conv("y", "x", kernel, 1).part("y"),
        builder().conv("y", "x", broken, 1).part("y"),
        "filter 0, channel 0, offset [0, 1]");
  }

  @Test
  void whereRoundingExplainsEverythingNothingIsProved() {
    List<LinearPart> three = chains(3);
    assertProved(three.get(0), three.get(0));
    assertDifferent(three.get(0), three.get(1), "kernel over \"x\"");
    List<LinearPart> twelve = chains(12);
    assertNotReduced(twelve.get(0), "rounding its weights may change its kernel");
    assertThat(SegmentProof.of(twelve.get(0), twelve.get(1)).forEveryInput()).isFalse();
  }

  /** A chain of pointwise stages, and the same with one stage changed by 1 %. */
  private List<LinearPart> chains(int stages) {
    PartBuilder chain = new PartBuilder().input("x", 1, 64, 5, 5);
    PartBuilder damaged = new PartBuilder().input("x", 1, 64, 5, 5);
    String from = "x";
    for (int stage = 0; stage < stages; stage++) {
      FloatTensor kernel = weights(64, 64, 1, 1);
      chain.conv("c" + stage, from, kernel, 0);
      FloatTensor own = kernel.copy();
      for (int i = 0; i < own.size() && stage == 1; i++) {
        own.data()[i] *= 1.01f;
      }
      damaged.conv("c" + stage, from, own, 0);
      from = "c" + stage;
    }
    return List.of(chain.part(from), damaged.part(from));
  }

  @Test
  void aLargeLayerComposes() {
    PartBuilder chain = new PartBuilder().input("x", 1, 512, 14, 14);
    PartBuilder dense = new PartBuilder().input("x", 1, 512, 14, 14);
    FloatTensor t = weights(512, 512, 1, 1);
    FloatTensor p = weights(512, 1, 3, 3);
    float[] product = new float[512 * 512 * 9];
    for (int i = 0; i < product.length; i++) {
      product[i] = t.data()[i / 9] * p.data()[i / (512 * 9) * 9 + i % 9];
    }
    chain.conv("a", "x", t, 0).conv("y", "a", p, 1);
    dense.conv("y", "x", FloatTensor.of(List.of(512, 512, 3, 3), product), 1);
    assertProved(dense.part("y"), chain.part("y"));
  }
}
