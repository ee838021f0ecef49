package org.rank1.ops.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import org.junit.jupiter.api.Test;
import org.rank1.io.InvalidInputException;

class EnginesTest {
  @Test
  void autoTakesTheFirstGpuIfThereIsOne() {
    assertThat(Devices.choose("auto", 0)).isEqualTo(Device.cpu());
    assertThat(Devices.choose("auto", 2)).isEqualTo(Device.gpu(0));
    assertThat(Devices.choose("gpu", 2)).isEqualTo(Device.gpu(0));
    assertThat(Devices.choose("gpu:1", 2)).isEqualTo(Device.gpu(1));
    assertThat(Devices.choose("cpu", 2)).isEqualTo(Device.cpu());
  }

  @Test
  void deviceThatIsNotThereIsRefusedWithWhatIs() {
    assertThatThrownBy(() -> Devices.choose("gpu:2", 2))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage("Device \"gpu:2\" is not there. Present here: cpu, gpu:0, gpu:1.");
    assertThatThrownBy(() -> Devices.choose("gpu", 0))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("Present here: cpu.");
    for (String name : new String[] {"", "GPU:0", "gpu:-1", "gpu:99999999999", "tpu"}) {
      assertThatThrownBy(() -> Devices.choose(name, 8))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("must be auto, cpu or gpu:N");
    }
  }

  @Test
  void namesRoundTrip() {
    for (String name : Devices.present(3)) {
      assertThat(Devices.nameOf(Devices.choose(name, 3))).isEqualTo(name);
    }
  }

  @Test
  void threadsAndSeedTakeEffectAlsoOnAStartedEngine() {
    for (int threads : new int[] {1, 2}) {
      try (NDManager manager = Engines.open("cpu", threads, 42)) {
        assertThat(JniUtils.getNumThreads()).isEqualTo(threads);
        assertThat(manager.getDevice()).isEqualTo(Device.cpu());
      }
    }
    float[] first = draw(7);
    assertThat(draw(7)).isEqualTo(first);
    assertThat(draw(8)).isNotEqualTo(first);
  }

  private static float[] draw(long seed) {
    try (NDManager manager = Engines.open("cpu", 2, seed)) {
      return manager.randomNormal(new Shape(4)).toFloatArray();
    }
  }

  @Test
  void noThreadsIsRefused() {
    assertThatThrownBy(() -> Engines.open("cpu", 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads 0");
  }
}
