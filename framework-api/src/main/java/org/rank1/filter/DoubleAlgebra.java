package org.rank1.filter;

import java.util.ArrayList;
import java.util.List;

/** Tensor algebra in double precision on the JVM, over the factors of one kernel. */
final class DoubleAlgebra implements TensorAlgebra<DoubleAlgebra.Doubles> {
  private final Factors factors;

  DoubleAlgebra(Factors factors) {
    this.factors = factors;
  }

  /** A row-major tensor of doubles. */
  static final class Doubles {
    private final List<Integer> shape;
    private final double[] data;

    Doubles(List<Integer> shape, double[] data) {
      this.shape = shape;
      this.data = data;
    }

    List<Integer> shape() {
      return shape;
    }

    double[] data() {
      return data;
    }

    /** Rounded once. */
    FloatTensor rounded() {
      float[] floats = new float[data.length];
      for (int i = 0; i < floats.length; i++) {
        floats[i] = (float) data[i];
      }
      return FloatTensor.of(shape, floats);
    }
  }

  @Override
  public Doubles factor(String name) {
    FloatTensor factor = factors.get(name);
    double[] data = new double[factor.size()];
    for (int i = 0; i < data.length; i++) {
      data[i] = factor.data()[i];
    }
    return new Doubles(factor.shape(), data);
  }

  @Override
  public List<Integer> shape(Doubles tensor) {
    return tensor.shape();
  }

  @Override
  public Doubles reshape(Doubles tensor, List<Integer> shape) {
    if (FloatTensor.sizeOf(shape) != tensor.data().length) {
      throw new IllegalArgumentException(
          "A tensor of shape " + tensor.shape() + " cannot be seen as " + shape);
    }
    return new Doubles(List.copyOf(shape), tensor.data());
  }

  @Override
  public Doubles permute(Doubles tensor, int[] order) {
    int[] strides = strides(tensor.shape());
    int[] moved = new int[order.length];
    List<Integer> shape = new ArrayList<>();
    for (int m = 0; m < order.length; m++) {
      moved[m] = strides[order[m]];
      shape.add(tensor.shape().get(order[m]));
    }
    return gathered(tensor, shape, moved, 0);
  }

  @Override
  public Doubles select(Doubles tensor, int mode, int index) {
    int[] strides = strides(tensor.shape());
    List<Integer> shape = new ArrayList<>(tensor.shape());
    shape.remove(mode);
    int[] kept = new int[shape.size()];
    for (int m = 0; m < kept.length; m++) {
      kept[m] = strides[m < mode ? m : m + 1];
    }
    return gathered(tensor, shape, kept, index * strides[mode]);
  }

  @Override
  public Doubles repeat(Doubles tensor, List<Integer> shape) {
    return gathered(tensor, shape, broadcastStrides(tensor.shape(), shape), 0);
  }

  @Override
  public Doubles multiply(Doubles left, Doubles right) {
    List<Integer> shape = new ArrayList<>();
    for (int m = 0; m < left.shape().size(); m++) {
      shape.add(Math.max(left.shape().get(m), right.shape().get(m)));
    }
    double[] product = repeat(left, shape).data();
    double[] other = repeat(right, shape).data();
    for (int i = 0; i < product.length; i++) {
      product[i] *= other[i];
    }
    return new Doubles(List.copyOf(shape), product);
  }

  @Override
  public Doubles multiplyMatrices(Doubles left, Doubles right) {
    int batch = left.shape().get(0);
    int rows = left.shape().get(1);
    int inner = left.shape().get(2);
    int columns = right.shape().get(2);
    List<Integer> shape = List.of(batch, rows, columns);
    double[] product = new double[FloatTensor.sizeOf(shape)];
    for (int b = 0; b < batch; b++) {
      for (int m = 0; m < rows; m++) {
        int out = (b * rows + m) * columns;
        for (int k = 0; k < inner; k++) {
          double scale = left.data()[(b * rows + m) * inner + k];
          int in = (b * inner + k) * columns;
          for (int n = 0; n < columns; n++) {
            product[out + n] += scale * right.data()[in + n];
          }
        }
      }
    }
    return new Doubles(shape, product);
  }

  private static int[] strides(List<Integer> shape) {
    int[] strides = new int[shape.size()];
    int stride = 1;
    for (int m = strides.length - 1; m >= 0; m--) {
      strides[m] = stride;
      stride *= shape.get(m);
    }
    return strides;
  }

  /** Strides that stay at the only index of a mode that is to be repeated. */
  private static int[] broadcastStrides(List<Integer> from, List<Integer> to) {
    int[] strides = strides(from);
    for (int m = 0; m < strides.length; m++) {
      if (from.get(m) == 1) {
        strides[m] = 0;
      } else if (!from.get(m).equals(to.get(m))) {
        throw new IllegalArgumentException(
            "A tensor of shape " + from + " cannot be repeated to " + to);
      }
    }
    return strides;
  }

  /** A new row-major tensor of elements that lie at the given strides. */
  private static Doubles gathered(Doubles tensor, List<Integer> shape, int[] strides, int start) {
    double[] gathered = new double[FloatTensor.sizeOf(shape)];
    int[] index = new int[strides.length];
    int from = start;
    for (int i = 0; i < gathered.length; i++) {
      gathered[i] = tensor.data()[from];
      for (int m = index.length - 1; m >= 0; m--) {
        from += strides[m];
        if (++index[m] < shape.get(m)) {
          break;
        }
        from -= index[m] * strides[m];
        index[m] = 0;
      }
    }
    return new Doubles(List.copyOf(shape), gathered);
  }
}
