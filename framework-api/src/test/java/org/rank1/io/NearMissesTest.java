package org.rank1.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearMissesTest {
  @Test
  void slipsAreRecognizedAndStrangersAreNot() {
    List<String> names = List.of("momentum", "adam", "adamw", "sgd", "rank1-hopm");
    assertThat(NearMisses.nearest("momentun", names)).contains("momentum");
    assertThat(NearMisses.nearest("rank1-hop", names)).contains("rank1-hopm");
    assertThat(NearMisses.nearest("Adam", names)).contains("adam");
    assertThat(NearMisses.nearest("gsd", names)).contains("sgd");
    assertThat(NearMisses.nearest("transformer", names)).isEmpty();
    assertThat(NearMisses.nearest("x", List.of())).isEmpty();
  }
}
