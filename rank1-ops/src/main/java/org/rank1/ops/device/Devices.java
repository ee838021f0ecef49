package org.rank1.ops.device;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rank1.io.InvalidInputException;

/** The names users give to devices: {@code auto}, {@code cpu}, {@code gpu:N}. */
public final class Devices {
  private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,4}))?");

  private Devices() {}

  /**
   * The device of that name; {@code auto} is the first GPU if there is one, {@code gpu} the first
   * GPU.
   *
   * @param gpuCount GPUs that the engine sees
   * @throws InvalidInputException if the name is no device's or the device is not there
   */
  public static Device choose(String name, int gpuCount) {
    if (name.equals("auto")) {
      return gpuCount > 0 ? Device.gpu(0) : Device.cpu();
    }
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    Matcher gpu = GPU.matcher(name);
    if (!gpu.matches()) {
      throw new InvalidInputException(
          "Illegal device \"%s\", must be auto, cpu or gpu:N. Present here: %s."
              .formatted(name, String.join(", ", present(gpuCount))));
    }
    int index = gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1));
    if (index >= gpuCount) {
      throw new InvalidInputException(
          "Device \"%s\" is not there. Present here: %s."
              .formatted(name, String.join(", ", present(gpuCount))));
    }
    return Device.gpu(index);
  }

  /** The names of all devices that are there. */
  public static List<String> present(int gpuCount) {
    List<String> names = new ArrayList<>(List.of("cpu"));
    for (int i = 0; i < gpuCount; i++) {
      names.add("gpu:" + i);
    }
    return names;
  }

  /** The name of a device, as users write it. */
  public static String nameOf(Device device) {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
  }
}
