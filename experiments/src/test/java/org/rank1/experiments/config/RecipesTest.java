package org.rank1.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rank1.experiments.app.Product;
import org.rank1.filter.form.DenseForm;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkSpec;
import org.rank1.plugin.Parts;
import org.rank1.training.ProjectOptions;

/** The configurations in the folder {@code recipes}, read with the parts that the product has. */
@TestInstance(Lifecycle.PER_CLASS) // one product for all
final class RecipesTest {
  private static final Path FOLDER = Path.of("recipes");
  private static final List<String> ARMS =
      List.of("dense.yaml", "flattened.yaml", "rank1-projected.yaml", "rank1.yaml");
  private static final Pattern KEY_WITH_COMMENT = Pattern.compile("[ -]*\\w+:.* # \\S.*");

  private final Parts parts = Product.assemble(RecipesTest.class.getClassLoader()).get(Parts.class);
  private final ExperimentReader reader = new ExperimentReader(parts);

  static List<Path> recipes() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  @Test
  void everyArmHasItsRecipe() throws IOException {
    assertThat(recipes())
        .extracting(file -> file.getFileName().toString())
        .containsAll(ARMS)
        .contains("reference.yaml");
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyRecipeIsReadAndMakesItsParts(Path recipe) {
    ExperimentSpec spec = reader.read(recipe, List.of());
    for (PartKey<?> key : PartKey.ALL) {
      assertThat(spec.createAll(key, parts)).as(key.key()).hasSameSizeAs(spec.parts(key));
    }
    NetworkSpec dense =
        spec.create(PartKey.ARCHITECTURE, parts)
            .build(FeatureShape.of(1, 28, 28), 10, new DenseForm());
    assertThat(LayerParameterizations.of(spec, parts, dense).applyTo(dense).convolutions())
        .isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void everyRecipeStartsWithItsCommandAndItsExpectation(Path recipe) throws IOException {
    List<String> header =
        Files.readAllLines(recipe).stream().takeWhile(line -> line.startsWith("#")).toList();
    assertThat(header).contains("#   ./rank1 train experiments/recipes/" + recipe.getFileName());
    if (ARMS.contains(recipe.getFileName().toString())) {
      assertThat(header).anyMatch(line -> line.startsWith("# Expected accuracy and time: "));
    }
  }

  @Test
  void theArmsDifferInNothingElse() {
    Set<String> rest = new HashSet<>();
    for (String arm : ARMS) {
      rest.add(
          reader
              .read(FOLDER.resolve(arm), List.of("parameterization=dense", "projection=none"))
              .hash());
    }
    assertThat(rest).hasSize(1);
  }

  @Test
  void theProjectedArmProjectsDenseKernelsAfterEveryEpoch() {
    ExperimentSpec spec = reader.read(FOLDER.resolve("rank1-projected.yaml"), List.of());
    assertThat(spec.part(PartKey.PARAMETERIZATION).name()).isEqualTo("dense");
    assertThat(spec.part(PartKey.PROJECTION).name()).isEqualTo("rank1-hopm");
    assertThat(spec.common(PartKey.PROJECTION, ProjectOptions.class))
        .isEqualTo(new ProjectOptions("epoch:1", ProjectOptions.OptimizerState.KEEP));
  }

  @Test
  void theReferenceIsTheDefaultsWithNothingLeftOut() throws IOException {
    Path reference = FOLDER.resolve("reference.yaml");
    ExperimentSpec defaults = reader.read(List.of());
    assertThat(reader.read(reference, List.of())).isEqualTo(defaults);
    assertThat(keys(Files.readString(reference))).isEqualTo(keys(defaults.toYaml()));
  }

  @Test
  void theReferenceExplainsEveryKey() throws IOException {
    assertThat(Files.readAllLines(FOLDER.resolve("reference.yaml")))
        .filteredOn(line -> !line.isBlank() && !line.startsWith("#"))
        .hasSizeGreaterThan(30)
        .allMatch(line -> KEY_WITH_COMMENT.matcher(line).matches());
  }

  /** All keys, with where they stand, in order. */
  private static List<String> keys(String yaml) {
    return keys("", YamlText.parse(yaml, "f")).toList();
  }

  private static Stream<String> keys(String path, Given given) {
    if (given instanceof Given.Mapping mapping) {
      return mapping.entries().entrySet().stream()
          .flatMap(e -> keys(path + "/" + e.getKey(), e.getValue()));
    }
    if (given instanceof Given.Sequence sequence) {
      return sequence.elements().stream().flatMap(element -> keys(path, element));
    }
    return Stream.of(path);
  }
}
