package org.rank1.experiments.config;

/**
 * Where something was written.
 *
 * @param path the key, for example {@code optimizer.learningRate}
 * @param file the file's name, or empty for the command line
 * @param line the line in the file, from 1
 */
record Place(String path, String file, int line) {

  /** A place on the command line. */
  static Place commandLine(String path) {
    return new Place(path, "", 0);
  }

  /** The same line or command line, another path. */
  Place withPath(String newPath) {
    return new Place(newPath, file, line);
  }

  /** The same line or command line, the path without its last key. */
  Place parent() {
    return withPath(path.substring(0, Math.max(0, path.lastIndexOf('.'))));
  }

  /** The place of a value: whoever typed it finds it by its path, but in a file by its line. */
  String ofValue() {
    return file.isEmpty() ? path : path + inLine();
  }

  /** The place of a key, which may be so wrong that its path says nothing. */
  String ofKey() {
    return path + (file.isEmpty() ? " on the command line" : inLine());
  }

  private String inLine() {
    return " in line " + line + " of " + file;
  }
}
