package org.rank1.nativecode;

import com.sun.jna.Platform;
import java.net.URL;
import java.util.List;

/**
 * The native library of JNA, through which this product and its training engine call the system.
 * Left to itself JNA writes it into a folder of its own at every start, and where it may not, into
 * the temporary folder.
 */
public final class JnaLibrary {
  /** Where JNA looks for its library before it takes it out of its jar. */
  private static final String FOLDER = "jna.boot.library.path";

  private JnaLibrary() {}

  /** Has JNA load its library from the cache, unless it was told another place. */
  public static void provide(LibraryCache cache) {
    if (System.getProperty(FOLDER) != null) {
      return;
    }
    String file = System.mapLibraryName("jnidispatch").replace(".dylib", ".jnilib");
    URL bundled = Platform.class.getResource(Platform.RESOURCE_PREFIX + "/" + file);
    if (bundled != null) { // else there is none for this platform, as JNA says itself
      System.setProperty(FOLDER, cache.extract("jna", bundled, List.of()).toString());
    }
  }
}
