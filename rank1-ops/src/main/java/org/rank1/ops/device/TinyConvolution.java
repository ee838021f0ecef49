package org.rank1.ops.device;

/**
 * A convolution small enough for plain loops, over small whole numbers, so that every way to sum
 * gives the same.
 *
 * @param batch images
 * @param in channels of an image
 * @param out filters
 * @param height rows of an image
 * @param width columns of an image
 * @param rows taps of a filter along the height
 * @param columns taps of a filter along the width
 * @param stride along both axes
 * @param padding with zeros at all sides
 */
record TinyConvolution(
    int batch,
    int in,
    int out,
    int height,
    int width,
    int rows,
    int columns,
    int stride,
    int padding) {

  /** What a step backward along {@link #direction} gives. */
  @SuppressWarnings("ArrayRecordComponent") // compared element by element, never as records
  record Gradients(float[] ofInput, float[] ofKernel) {}

  /** One product of a convolution: which elements meet in it. */
  @FunctionalInterface
  private interface Product {
    void of(int input, int kernel, int output);
  }

  int[] inputShape() {
    return new int[] {batch, in, height, width};
  }

  int[] kernelShape() {
    return new int[] {out, in, rows, columns};
  }

  int[] outputShape() {
    return new int[] {batch, out, extent(height, rows), extent(width, columns)};
  }

  private int extent(int size, int taps) {
    return (size + 2 * padding - taps) / stride + 1;
  }

  float[] input() {
    return numbers(inputShape(), 3);
  }

  float[] kernel() {
    return numbers(kernelShape(), 7);
  }

  /** What the output's elements weigh in the scalar whose gradients are taken. */
  float[] direction() {
    return numbers(outputShape(), 11);
  }

  float[] output() {
    float[] x = input();
    float[] w = kernel();
    float[] y = new float[size(outputShape())];
    forEachProduct((i, k, o) -> y[o] += x[i] * w[k]);
    return y;
  }

  Gradients gradients() {
    float[] x = input();
    float[] w = kernel();
    float[] dy = direction();
    float[] dx = new float[x.length];
    float[] dw = new float[w.length];
    forEachProduct(
        (i, k, o) -> {
          dx[i] += dy[o] * w[k];
          dw[k] += dy[o] * x[i];
        });
    return new Gradients(dx, dw);
  }

  private void forEachProduct(Product product) {
    int[] shape = outputShape();
    for (int output = 0; output < size(shape); output++) {
      int column = output % shape[3];
      int row = output / shape[3] % shape[2];
      int filter = output / (shape[2] * shape[3]) % out;
      int image = output / (shape[1] * shape[2] * shape[3]);
      for (int kernel = filter * in * rows * columns;
          kernel < (filter + 1) * in * rows * columns;
          kernel++) {
        int x = column * stride + kernel % columns - padding;
        int y = row * stride + kernel / columns % rows - padding;
        int channel = kernel / (rows * columns) % in;
        if (x >= 0 && x < width && y >= 0 && y < height) {
          product.of(((image * in + channel) * height + y) * width + x, kernel, output);
        }
      }
    }
  }

  /** Numbers from -2 to 2, in no order that a kernel's layout could share. */
  private static float[] numbers(int[] shape, int step) {
    float[] numbers = new float[size(shape)];
    int state = step;
    for (int i = 0; i < numbers.length; i++) {
      state = (state * 75 + 74) % 65_537;
      numbers[i] = state % 5 - 2;
    }
    return numbers;
  }

  private static int size(int[] shape) {
    int size = 1;
    for (int extent : shape) {
      size *= extent;
    }
    return size;
  }

  @Override
  public String toString() {
    return "a convolution of %d×%d×%d×%d with %d×%d×%d×%d, stride %d, padding %d"
        .formatted(batch, in, height, width, out, in, rows, columns, stride, padding);
  }
}
