package org.rank1.onnx.operator;

import java.util.List;

/** {@code DepthToSpace} and {@code SpaceToDepth}: channels become blocks of positions, or back. */
enum BlockLayout implements Evaluator {
  DEPTH_TO_SPACE,
  SPACE_TO_DEPTH;

  @Override
  public DoubleTensor evaluate(OperatorCall call) {
    DoubleTensor x = call.input(0);
    call.require(x.shape().size() == 4, "input " + x.shape() + " must have four axes");
    int block = call.toInt(call.integer("blocksize", 0), "blocksize");
    int n = x.shape().get(0);
    int c = x.shape().get(1);
    int h = x.shape().get(2);
    int w = x.shape().get(3);
    boolean fits =
        block > 0
            && block <= 1 << 15
            && (this == DEPTH_TO_SPACE
                ? c % (block * block) == 0
                : h % block == 0 && w % block == 0);
    call.require(fits, "input %s does not fit blocksize %d".formatted(x.shape(), block));
    if (this == SPACE_TO_DEPTH) {
      List<Integer> blocks = List.of(n, c, h / block, block, w / block, block);
      return Layout.permuted(call, x.reshape(blocks), List.of(0, 3, 5, 1, 2, 4))
          .reshape(List.of(n, c * block * block, h / block, w / block));
    }
    int depth = c / (block * block);
    boolean columns = call.text("mode", "DCR").equals("CRD");
    DoubleTensor turned =
        columns
            ? Layout.permuted(
                call, x.reshape(List.of(n, depth, block, block, h, w)), List.of(0, 1, 4, 2, 5, 3))
            : Layout.permuted(
                call, x.reshape(List.of(n, block, block, depth, h, w)), List.of(0, 3, 4, 1, 5, 2));
    return turned.reshape(List.of(n, depth, h * block, w * block));
  }
}
