package org.rank1.experiments.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.rank1.io.InvalidInputException;
import org.rank1.plugin.Rank1Plugin;

/**
 * A folder of jars that brings further plugins, and what they depend on. Its classes see the
 * product's, not the other way round; where both have a class, the product's is used.
 */
final class PluginFolder {
  private static final String SERVICE = "META-INF/services/" + Rank1Plugin.class.getName();

  private PluginFolder() {}

  /**
   * A class loader over every jar of a folder, which stays open as long as its classes are used.
   *
   * @throws InvalidInputException if there is no such folder, a jar is broken, a plugin's class
   *     cannot be loaded, or there are jars but none brings a plugin
   */
  static ClassLoader open(Path folder, ClassLoader parent) {
    List<Path> jars = jars(folder);
    URLClassLoader loader =
        new URLClassLoader(jars.stream().map(PluginFolder::url).toArray(URL[]::new), parent);
    boolean found = jars.isEmpty();
    for (Path jar : jars) {
      for (String plugin : declared(jar)) {
        load(plugin, jar, loader);
        found = true;
      }
    }
    if (!found) {
      throw new InvalidInputException(
          "No jar in the plugin folder \"%s\" brings a plugin: %s is in none of them."
              .formatted(folder, SERVICE));
    }
    return loader;
  }

  private static List<Path> jars(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new InvalidInputException(
          (Files.exists(folder)
                  ? "\"%s\" is a file, not a folder with jars of plugins."
                  : "There is no plugin folder \"%s\".")
              .formatted(folder));
    }
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : found) {
        if (!Files.isRegularFile(jar)) { // reading a pipe would wait for ever
          throw new InvalidInputException("The plugin \"%s\" is no regular file.".formatted(jar));
        }
        jars.add(jar);
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "The plugin folder \"%s\" cannot be read: %s.".formatted(folder, e.getMessage()), e);
    }
    Collections.sort(jars);
    return jars;
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new InvalidInputException("The plugin \"%s\" has no legal path.".formatted(jar), e);
    }
  }

  /** The plugin classes that a jar names; none in a jar that is there for others. */
  private static List<String> declared(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      JarEntry service = file.getJarEntry(SERVICE);
      if (service == null) {
        return List.of();
      }
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(file.getInputStream(service), StandardCharsets.UTF_8))) {
        return lines
            .lines()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .toList();
      }
    } catch (IOException e) {
      throw new InvalidInputException(
          "The plugin \"%s\" is no readable jar: %s.".formatted(jar, e.getMessage()), e);
    }
  }

  private static void load(String plugin, Path jar, ClassLoader loader) {
    try {
      Class<?> type = Class.forName(plugin, false, loader);
      if (!Rank1Plugin.class.isAssignableFrom(type)) {
        throw new InvalidInputException(
            "The plugin \"%s\" names %s in %s, which is no %s."
                .formatted(jar, plugin, SERVICE, Rank1Plugin.class.getSimpleName()));
      }
    } catch (ClassNotFoundException | LinkageError e) {
      throw new InvalidInputException(
          "The plugin \"%s\" cannot be loaded: class %s: %s."
              .formatted(jar, plugin, e instanceof LinkageError ? e.toString() : "not in the jar"),
          e);
    }
  }
}
