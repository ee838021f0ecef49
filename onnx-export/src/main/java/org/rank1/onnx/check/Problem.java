package org.rank1.onnx.check;

/**
 * Something that is wrong with a model.
 *
 * @param where the node, value or part of the model, for example {@code node "conv1" (Conv)}
 * @param sentence what is wrong there, without a period
 */
public record Problem(String where, String sentence) {
  @Override
  public String toString() {
    return where + ": " + sentence;
  }
}
