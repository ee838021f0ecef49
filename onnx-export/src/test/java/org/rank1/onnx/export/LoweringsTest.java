package org.rank1.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rank1.filter.ConvGeometry;
import org.rank1.filter.form.Rank1Form;
import org.rank1.io.InvalidInputException;
import org.rank1.network.FeatureShape;
import org.rank1.network.NetworkBuilder;
import org.rank1.network.NetworkSpec;

class LoweringsTest {
  private static final NetworkSpec NETWORK =
      new NetworkBuilder("net", FeatureShape.of(2, 8, 8), new Rank1Form())
          .conv("second", 4, ConvGeometry.same2d(3), true)
          .conv("first", 4, ConvGeometry.same2d(3), true)
          .build();

  @Test
  void layersStayInTheOrderOfTheNetworkAndCannotBeChanged() {
    Map<String, String> given = new LinkedHashMap<>(Map.of("second", "chain"));
    given.put("first", "composed");
    Lowerings lowerings = new Lowerings(given);
    given.clear();
    assertThat(lowerings.byLayer().keySet()).containsExactly("second", "first");
    assertThatThrownBy(() -> lowerings.byLayer().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(lowerings.selection().select(NETWORK)).isEqualTo(lowerings);
  }

  @Test
  void aLayerForWhichNothingIsChosenIsRefused() {
    Lowerings lowerings = new Lowerings(Map.of("second", "chain"));
    assertThat(lowerings.of("second")).isEqualTo("chain");
    assertThatThrownBy(() -> lowerings.of("first"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no lowering is chosen for layer \"first\", only for [second]");
  }

  @Test
  void aSelectionRefusesWhatAFormDoesNotOffer() {
    Lowerings lowerings = new Lowerings(Map.of("second", "chain", "first", "chian"));
    assertThatThrownBy(() -> lowerings.selection().select(NETWORK))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("\"chian\"")
        .hasMessageContaining("layer \"first\"");
  }
}
