package org.rank1.onnx.opencv;

import org.rank1.plugin.Described;
import org.rank1.plugin.Legal;

/** How OpenCV computes. */
public record OpenCvOptions(
    @Described(
            value = "threads that compute a run; OpenCV has one setting for the whole process",
            unit = "threads",
            range = "[1, 1024]")
        int threads,
    @Described("whether 3×3 convolutions of stride 1 use Winograd's transforms, which round more")
        boolean winograd) {

  /** One thread, Winograd's transforms as OpenCV has them by default. */
  public OpenCvOptions() {
    this(1, true);
  }

  /** Checks the range given above. */
  public OpenCvOptions {
    Legal.check(OpenCvOptions.class, threads, winograd);
  }
}
