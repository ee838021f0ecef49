package org.rank1.filter;

/**
 * One spatial axis of a convolution or pooling window.
 *
 * @param kernel taps, at least 1
 * @param stride step between output positions, at least 1
 * @param padBegin zeros before the first input position, at least 0
 * @param padEnd zeros after the last input position, at least 0
 * @param dilation distance between taps, at least 1
 */
public record ConvAxis(int kernel, int stride, int padBegin, int padEnd, int dilation) {

  /** An axis that leaves its input as it is: one tap, stride 1, no padding. */
  public static final ConvAxis IDENTITY = new ConvAxis(1, 1, 0, 0, 1);

  /** Checks the ranges given above. */
  public ConvAxis {
    atLeast("kernel", kernel, 1);
    atLeast("stride", stride, 1);
    atLeast("padBegin", padBegin, 0);
    atLeast("padEnd", padEnd, 0);
    atLeast("dilation", dilation, 1);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least || value > 1 << 20) {
      throw new IllegalArgumentException(
          "illegal " + name + " " + value + ", must be between " + least + " and " + (1 << 20));
    }
  }

  /** Stride 1 and the padding that keeps the size for odd kernels ({@code (kernel - 1) / 2}). */
  public static ConvAxis same(int kernel) {
    return new ConvAxis(kernel, 1, (kernel - 1) / 2, kernel / 2, 1);
  }

  /** Whether it leaves its input as it is; with one tap there is nothing to dilate. */
  public boolean keepsInput() {
    return kernel == 1 && stride == 1 && padBegin == 0 && padEnd == 0;
  }

  /** The input positions a window spans: {@code dilation * (kernel - 1) + 1}. */
  public int span() {
    return Math.addExact(Math.multiplyExact(dilation, kernel - 1), 1);
  }

  /**
   * The output size for an input size.
   *
   * @throws IllegalArgumentException if the window does not fit into the padded input
   */
  public int outputSize(int input) {
    long padded = (long) input + padBegin + padEnd;
    if (padded < span()) {
      throw new IllegalArgumentException(
          "a window spanning " + span() + " does not fit into " + padded + " padded positions");
    }
    return Math.toIntExact((padded - span()) / stride + 1);
  }
}
