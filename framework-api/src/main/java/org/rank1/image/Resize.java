package org.rank1.image;

import org.rank1.plugin.Described;

/** What happens to an image of another size than the network wants. */
public enum Resize {
  /** It is refused. */
  @Described("it is refused")
  NONE,
  /** It is scaled on each axis by itself. */
  @Described("it is scaled on each axis by itself")
  STRETCH,
  /** What protrudes on the longer axis is cut off evenly, the rest is scaled. */
  @Described("what protrudes on the longer axis is cut off evenly, the rest is scaled")
  CROP
}
