package org.rank1.onnx.image;

import org.rank1.image.Resize;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.InputContract;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.export.ModelMetadata;

/**
 * How images become a model's input.
 *
 * @param shape of one image
 * @param input what their bytes are multiplied with and shifted by, and what the outputs are called
 * @param resize how an image file of another size is made to fit
 */
public record ImageContract(FeatureShape shape, InputContract input, Resize resize) {

  /**
   * What a model that this product exported says.
   *
   * @throws InvalidInputException if it does not say it, or not legally
   */
  public static ImageContract of(CheckedModel model) {
    return of(model, new StatedInput());
  }

  /**
   * What a model, or its user, says.
   *
   * @param stated for models that do not say it themselves
   * @throws InvalidInputException if neither says it, both do, or not legally
   */
  public static ImageContract of(CheckedModel model, StatedInput stated) {
    boolean said = ModelMetadata.saysItsInput(model);
    if (said && !stated.isEmpty()) {
      throw new InvalidInputException(
          "%s says itself how images become its input; --mean, --std and --labels are for models that do not."
              .formatted(model.place()));
    }
    InputContract input = stated.isEmpty() ? ModelMetadata.inputContract(model) : stated.contract();
    FeatureShape shape = InputShape.of(model);
    if (input.mean().size() != shape.channels()) {
      throw new InvalidInputException(
          "%s takes inputs of %s, but is to normalize %d channel%s."
              .formatted(
                  model.place(), shape, input.mean().size(), input.mean().size() == 1 ? "" : "s"));
    }
    return new ImageContract(shape, input, ModelMetadata.resize(model));
  }
}
