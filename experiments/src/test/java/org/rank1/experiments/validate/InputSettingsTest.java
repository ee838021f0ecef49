package org.rank1.experiments.validate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.rank1.plugin.IllegalOptionException;

class InputSettingsTest {
  @Test
  void aProgramIsToldTheComponentAndNoFlag() {
    assertThatThrownBy(() -> new InputSettings("", Optional.empty(), -1, 0))
        .isInstanceOf(IllegalOptionException.class)
        .hasMessage("illegal images -1, must be within [0, 100000]");
  }
}
