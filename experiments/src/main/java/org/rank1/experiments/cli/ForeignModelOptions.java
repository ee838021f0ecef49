package org.rank1.experiments.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rank1.io.InvalidInputException;
import org.rank1.onnx.check.CheckedModel;
import org.rank1.onnx.image.StatedInput;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What has to be said of a classifier that was not exported by this product. */
final class ForeignModelOptions {
  private static final long MOST_BYTES = 1 << 22;

  @Mixin private ModelShapeOption shape;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "M",
      description =
          "For a model that does not say it: mean of each channel, of pixels scaled to [0, 1], such"
              + " as 0.485,0.456,0.406.")
  private List<Double> mean = new ArrayList<>();

  @Option(
      names = "--std",
      split = ",",
      paramLabel = "S",
      description = "For such a model: standard deviation of each channel, likewise.")
  private List<Double> standardDeviation = new ArrayList<>();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "For such a model: a text file with the name of each class, one a line.")
  private @Nullable Path labels;

  /** Reads the model. */
  CheckedModel read(Path file) {
    return shape.read(file);
  }

  /** What the user says of it; nothing where no option is given. */
  StatedInput stated() {
    return new StatedInput(mean, standardDeviation, labels == null ? List.of() : names(labels));
  }

  private static List<String> names(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        throw new InvalidInputException(
            "\"%s\" at --labels must be a text file of at most %d bytes."
                .formatted(file, MOST_BYTES));
      }
      List<String> names = Files.readAllLines(file).stream().map(String::strip).toList();
      int end = names.size();
      while (end > 0 && names.get(end - 1).isEmpty()) {
        end--;
      }
      if (end == 0 || names.subList(0, end).contains("")) {
        throw new InvalidInputException(
            "\"%s\" at --labels must hold the name of a class in every line.".formatted(file));
      }
      return names.subList(0, end);
    } catch (CharacterCodingException e) {
      throw new InvalidInputException("\"%s\" at --labels is no UTF-8 text.".formatted(file), e);
    } catch (IOException e) {
      throw new InvalidInputException(
          "Cannot read \"%s\" at --labels: %s.".formatted(file, e.getMessage()), e);
    }
  }
}
