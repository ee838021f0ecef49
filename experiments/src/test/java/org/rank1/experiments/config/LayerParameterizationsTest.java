package org.rank1.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rank1.filter.form.DenseForm;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkSpec;
import org.rank1.plugin.Parts;

@TestInstance(Lifecycle.PER_CLASS) // one reader for all
final class LayerParameterizationsTest {
  private final Parts parts = FakeParts.all();
  private final ExperimentReader reader = new ExperimentReader(parts);

  @Test
  void everyConvolutionGetsWhatItsRulesSay() {
    assertThat(forms()).containsExactly("rank1", "rank1", "rank1", "rank1", "rank1", "rank1");
    assertThat(forms("layers.conv1=dense"))
        .containsExactly("dense", "rank1", "rank1", "rank1", "rank1", "rank1");
    assertThat(forms("parameterization=dense", "layers.conv?={name: rank1}")).containsOnly("rank1");
  }

  @Test
  void theLastRuleThatMatchesDecides() {
    assertThat(forms("layers.*=dense", "layers.conv2=rank1"))
        .containsExactly("dense", "rank1", "dense", "dense", "dense", "dense");
    assertThat(forms("layers.conv2=rank1", "layers.*=dense")).containsOnly("dense");
  }

  @Test
  void theCommandLineWinsOverTheFile() {
    String file = "layers: {conv1: dense, \"*\": dense}";
    assertThat(forms(reader.parse(file, "f", List.of("layers.conv1=rank1"))))
        .containsExactly("rank1", "dense", "dense", "dense", "dense", "dense");
    assertThat(
            reader.parse(file, "f", List.of("layers.conv1=rank1", "layers.conv2=rank1")).layers())
        .extracting(LayerRule::pattern)
        .containsExactly("*", "conv1", "conv2");
  }

  @Test
  void namesWithDotsAreOnePattern() {
    ExperimentSpec spec = reader.read(List.of("layers.block4.0/conv1=dense", "layers.b*.1=dense"));
    List<String> names = List.of("block4.0/conv1", "block4.1");
    assertThat(spec.layers())
        .extracting(LayerRule::pattern)
        .containsExactly("block4.0/conv1", "b*.1");
    assertThat(LayerParameterizations.of(spec, parts, names)).isNotNull();
  }

  @Test
  void aRuleThatMatchesNothingIsRefused() {
    assertThatThrownBy(() -> forms("layers.conv7=dense"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "The pattern \"conv7\" at layers.conv7 matches no convolution of the network. Convolutions: conv1, conv2, conv3, conv4, conv5, conv6. Did you mean \"conv1\"?");
    assertThatThrownBy(() -> forms("layers.logits=dense"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageEndingWith("Convolutions: conv1, conv2, conv3, conv4, conv5, conv6.");
  }

  @ParameterizedTest
  @CsvSource({
    "conv1,conv1,true",
    "conv1,conv11,false",
    "conv1,cony1,false",
    "*,anything.at/all,true",
    "block4*,block4.0.conv1,true",
    "block4*,block4,true",
    "block4*,block3,false",
    "*conv1,block1.0.conv1,true",
    "*conv1,block1.0.conv12,false",
    "b*.0.*1,block1.0.conv1,true",
    "b?.0,b1.0,true",
    "b?.0,b.0,false",
    "?,ab,false",
    "**,,true",
    "a*b*c,abbbcbc,true",
    "a*b*c,abbbcb,false",
    "a.c,abc,false"
  })
  void patternsStandForNames(String pattern, String name, boolean matches) {
    assertThat(new LayerRule(pattern, new PartSpec("x", Map.of())).matches(str(name)))
        .isEqualTo(matches);
  }

  @Test
  void anUnfriendlyPatternTakesNoTime() {
    LayerRule rule = new LayerRule("*a".repeat(99), new PartSpec("dense", Map.of()));
    assertThat(rule.matches("a".repeat(98) + "b".repeat(100))).isFalse();
    assertThat(rule.matches("a".repeat(199))).isTrue();
  }

  private static String str(String name) {
    return name == null ? "" : name;
  }

  private List<String> forms(String... overrides) {
    return forms(reader.read(Arrays.asList(overrides)));
  }

  private List<String> forms(ExperimentSpec spec) {
    NetworkSpec dense =
        spec.create(PartKey.ARCHITECTURE, parts)
            .build(FeatureShape.of(1, 28, 28), 10, new DenseForm());
    LayerParameterizations layers = LayerParameterizations.of(spec, parts, dense);
    NetworkSpec network = layers.applyTo(dense);
    assertThat(network.convolutions())
        .allSatisfy(conv -> assertThat(layers.of(conv).form()).isEqualTo(conv.form()));
    return network.convolutions().stream().map(c -> c.form().name()).toList();
  }
}
