package org.rank1.ops.segre;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.rank1.filter.ConvAxis;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.ConvSpec;
import org.rank1.filter.FilterForm;
import org.rank1.filter.TensorSpec;
import org.rank1.filter.form.Rank1Form;
import org.rank1.network.LayerSpec;
import org.rank1.network.NetworkSpec;
import org.rank1.ops.tensor.Tensors;
import org.rank1.training.ParameterGroup;

/** A layer of rank-one filters with live factors, and its kernels in double precision. */
public final class Filters {
  /** The layer's name. */
  public static final String LAYER = "conv";

  private final ParameterGroup group;

  /** Random factors; the filters of one to three axes, with groups and axes of one tap too. */
  public Filters(FilterForm form, ConvSpec conv, SplittableRandom random, NDManager manager) {
    Map<String, NDArray> tensors = new LinkedHashMap<>();
    for (TensorSpec spec : form.factors(conv)) {
      tensors.put(spec.name(), live(gaussian(sizeOf(spec), random), spec, manager));
    }
    this.group =
        new ParameterGroup(
            new LayerSpec.Convolution(
                LAYER, NetworkSpec.INPUT, conv.outChannels(), conv.geometry(), false, form),
            tensors);
  }

  /** Filters of the form {@code rank1}. */
  public Filters(ConvSpec conv, SplittableRandom random, NDManager manager) {
    this(new Rank1Form(), conv, random, manager);
  }

  /** One to three axes, groups, axes of one tap, a single channel. */
  public static List<ConvSpec> cases() {
    List<ConvSpec> cases = new ArrayList<>();
    for (int[] kernel :
        new int[][] {{3}, {3, 3}, {5, 2}, {1, 3}, {3, 1}, {1, 1}, {2, 3, 2}, {1, 3, 3}}) {
      for (int groups : new int[] {1, 2, 4}) {
        List<ConvAxis> axes = new ArrayList<>();
        for (int taps : kernel) {
          axes.add(new ConvAxis(taps, 1, 0, 0, 1));
        }
        cases.add(new ConvSpec(4, 8, new ConvGeometry(axes, groups)));
      }
    }
    return cases;
  }

  private static int sizeOf(TensorSpec spec) {
    return Math.toIntExact(spec.size());
  }

  private static NDArray live(float[] values, TensorSpec spec, NDManager manager) {
    NDArray array = manager.create(values, Tensors.shape(spec.shape())).duplicate();
    array.setRequiresGradient(true);
    return array;
  }

  /** Gaussian numbers. */
  public static float[] gaussian(int size, SplittableRandom random) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The layer's tensors. */
  public ParameterGroup group() {
    return group;
  }

  /** The layer's tensors, in order. */
  public List<NDArray> factors() {
    return List.copyOf(group.tensors().values());
  }

  /** The kernel of each filter, as its factors stand. */
  public double[][] kernels() {
    return kernels(factors().stream().map(NDArray::toFloatArray).toList());
  }

  /** The outer products of rows. */
  public double[][] kernels(List<float[]> factors) {
    int filters = Math.toIntExact(factors().get(0).getShape().get(0));
    double[][] kernels = new double[filters][];
    for (int o = 0; o < filters; o++) {
      List<double[]> rows = new ArrayList<>();
      for (float[] factor : factors) {
        double[] row = new double[factor.length / filters];
        for (int i = 0; i < row.length; i++) {
          row[i] = factor[o * row.length + i];
        }
        rows.add(row);
      }
      kernels[o] = outer(rows);
    }
    return kernels;
  }

  /** The outer product, row-major. */
  public static double[] outer(List<double[]> vectors) {
    double[] product = {1};
    for (double[] vector : vectors) {
      double[] longer = new double[product.length * vector.length];
      for (int i = 0; i < longer.length; i++) {
        longer[i] = product[i / vector.length] * vector[i % vector.length];
      }
      product = longer;
    }
    return product;
  }

  /** Scales two factors against each other, filter by filter: the kernels stay the same. */
  public void changeGauge(float... scales) {
    List<NDArray> factors = factors();
    for (NDArray factor : List.of(factors.get(0), factors.get(factors.size() - 1))) {
      boolean first = factor == factors.get(0);
      float[] values = factor.toFloatArray();
      int row = values.length / Math.toIntExact(factor.getShape().get(0));
      for (int i = 0; i < values.length; i++) {
        float scale = scales[i / row % scales.length];
        values[i] = first ? values[i] * scale : values[i] / scale;
      }
      try (NDArray scaled = factor.getManager().create(values, factor.getShape())) {
        Tensors.assignInPlace(factor, scaled);
      }
    }
  }

  /**
   * Lets the engine compute the factors' gradients of {@code Σ A⊙W}, or with a target B of {@code
   * ½‖W − B‖²}.
   *
   * @return the loss
   */
  public float backward(float[][] linear, boolean square) {
    NDManager parent = factors().get(0).getManager();
    try (NDManager batch = parent.newSubManager();
        GradientCollector collector = parent.getEngine().newGradientCollector()) {
      int order = factors().size() + 1;
      NDArray product = batch.ones(new Shape(1));
      long size = 1;
      for (int k = 0; k < factors().size(); k++) {
        NDArray factor = factors().get(k);
        long[] extents = new long[order];
        Arrays.fill(extents, 1);
        extents[0] = factor.getShape().get(0);
        extents[k + 1] = factor.getShape().get(1);
        size *= factor.getShape().get(1);
        product = product.mul(Tensors.view(factor, new Shape(extents), batch));
      }
      NDArray kernels = product.reshape(linear.length, size);
      NDArray constant = batch.create(linear);
      NDArray half = batch.create(0.5f);
      NDArray loss =
          square ? half.mul(kernels.sub(constant).square()).sum() : constant.mul(kernels).sum();
      collector.backward(loss);
      return loss.getFloat();
    }
  }

  /** Gaussian numbers, one row per filter as long as its kernel. */
  public float[][] random(SplittableRandom random) {
    double[][] kernels = kernels();
    float[][] values = new float[kernels.length][];
    for (int o = 0; o < kernels.length; o++) {
      values[o] = gaussian(kernels[o].length, random);
    }
    return values;
  }
}
