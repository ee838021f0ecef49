package org.rank1.onnx.export;

/**
 * How a snapshot becomes an ONNX model.
 *
 * @param lowerings into which stages each convolution is lowered
 * @param batch how many examples the model takes at once
 * @param embedPreprocessing whether the model takes raw pixels, 0 to 255 as floats, and normalizes
 *     them itself; otherwise it takes normalized ones
 * @param tensorOrder how many axes the tensors of signals and video have
 */
public record ExportOptions(
    LoweringSelection lowerings, Batch batch, boolean embedPreprocessing, TensorOrder tensorOrder) {
  /** A model that takes normalized pixels, on tensors of four axes. */
  public ExportOptions(LoweringSelection lowerings, Batch batch) {
    this(lowerings, batch, false, TensorOrder.FOUR);
  }

  /** Every form's preferred lowering, one example at a time. */
  public ExportOptions() {
    this(LoweringSelection.preferred(), Batch.fixed(1));
  }

  /** The same with one lowering for all convolutions, see {@link LoweringSelection#named}. */
  public ExportOptions withLowering(String lowering) {
    return withLowerings(LoweringSelection.named(lowering));
  }

  /** The same with other lowerings. */
  public ExportOptions withLowerings(LoweringSelection newLowerings) {
    return new ExportOptions(newLowerings, batch, embedPreprocessing, tensorOrder);
  }

  /** The same with another batch. */
  public ExportOptions withBatch(Batch newBatch) {
    return new ExportOptions(lowerings, newBatch, embedPreprocessing, tensorOrder);
  }

  /** The same, taking raw pixels. */
  public ExportOptions withEmbeddedPreprocessing() {
    return new ExportOptions(lowerings, batch, true, tensorOrder);
  }

  /** The same with tensors of another number of axes. */
  public ExportOptions withTensorOrder(TensorOrder newOrder) {
    return new ExportOptions(lowerings, batch, embedPreprocessing, newOrder);
  }
}
