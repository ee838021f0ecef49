package org.rank1.nativecode;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rank1.io.InvalidInputException;

/**
 * Environment variables of this process as native code reads them. Java only sees those that the
 * process was started with; what is set here reaches libraries that are loaded afterwards.
 */
public final class NativeEnvironment {
  private final LibraryCache libraries;

  /**
   * The environment of this process.
   *
   * @param libraries where the library that sets variables is kept
   */
  public NativeEnvironment(LibraryCache libraries) {
    this.libraries = libraries;
  }

  /**
   * A variable as native code sees it. Loads JNA, whose own library the caller has provided by
   * then.
   */
  public static Optional<String> get(String name) {
    return Optional.ofNullable(
        (Platform.isWindows() ? NativeLibrary.getInstance("ucrtbase") : NativeLibrary.getProcess())
            .getFunction("getenv")
            .invokeString(new Object[] {name}, false));
  }

  /** Sets a variable, whatever it was. */
  public void set(String name, String value) {
    if (!value.equals(System.getenv(name))) {
      put(name, value);
    }
  }

  /** Sets a variable that the process was started without. */
  public void setIfAbsent(String name, String value) {
    if (System.getenv(name) == null) {
      put(name, value);
    }
  }

  private void put(String name, String value) {
    try {
      JnaLibrary.provide(libraries);
      int code = setter().invokeInt(arguments(name, value));
      if (code != 0) {
        throw refused(name, value, "the system answers " + code, null);
      }
    } catch (LinkageError e) {
      throw refused(name, value, String.valueOf(e.getMessage()), e);
    }
  }

  private static Function setter() {
    return Platform.isWindows()
        ? NativeLibrary.getInstance("ucrtbase").getFunction("_putenv_s")
        : NativeLibrary.getProcess().getFunction("setenv");
  }

  private static Object[] arguments(String name, String value) {
    return Platform.isWindows()
        ? new Object[] {name, value}
        : new Object[] {name, value, 1}; // 1: in place of what was there
  }

  private static InvalidInputException refused(
      String name, String value, String reason, @Nullable Throwable cause) {
    return new InvalidInputException(
        "The environment variable %s cannot be set from inside this program (%s). Start it with %s=%s."
            .formatted(name, reason.replaceAll("\\s+", " ").strip(), name, value),
        cause);
  }
}
