package org.rank1.provenance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this product, as the build wrote it. */
public final class ProductVersion {
  private ProductVersion() {}

  /** The version, for example {@code 0.1.0-SNAPSHOT}. */
  public static String current() {
    try (InputStream in = ProductVersion.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new LinkageError("version.properties is missing from the framework-api jar");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
