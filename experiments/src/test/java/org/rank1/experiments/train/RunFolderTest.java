package org.rank1.experiments.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rank1.io.InvalidInputException;

class RunFolderTest {
  @TempDir Path folder;

  @Test
  void ofTwoRunsThatFoundItFreeOnlyOneGetsIt() {
    RunFolder first = RunFolder.unused(folder.resolve("run"));
    RunFolder second = RunFolder.unused(folder.resolve("run"));
    RunLock lock = first.begin("seed: 1\n");
    assertThatThrownBy(() -> second.begin("seed: 2\n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("is being trained right now");
    lock.close();
    assertThatThrownBy(() -> second.begin("seed: 2\n"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("There is already a run in");
    assertThat(first.config()).hasContent("seed: 1\n");
  }
}
