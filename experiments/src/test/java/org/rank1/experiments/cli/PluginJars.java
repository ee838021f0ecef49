package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Makes jars of plugins from sources, as a build of their own would. */
final class PluginJars {
  private static final String SERVICE = "META-INF/services/org.rank1.plugin.Rank1Plugin";

  private PluginJars() {}

  /** The example's jar, from the sources and resources under {@code src/main} of its project. */
  static void example(Path jar, Path scratch) throws IOException {
    Path main = Path.of("..", "examples", "plugin", "src", "main");
    assertThat(main).as("the example, seen from this module").isDirectory();
    Path classes = Files.createDirectories(scratch.resolve("example"));
    compile(files(main.resolve("java")), classes);
    pack(jar, List.of(classes, main.resolve("resources")));
  }

  /**
   * A jar of one class in the unnamed package that a service file names.
   *
   * @param body what follows {@code public final class NAME }
   */
  static void single(Path jar, Path scratch, String name, String body) throws IOException {
    single(jar, scratch, name, "", body);
  }

  /** A jar of one class with imports. */
  static void single(Path jar, Path scratch, String name, String imports, String body)
      throws IOException {
    Path folder = Files.createDirectories(scratch.resolve(name));
    Path source = folder.resolve(name + ".java");
    Files.writeString(source, imports + "public final class " + name + " " + body);
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compile(List.of(source), classes);
    Path service = classes.resolve(SERVICE);
    Files.createDirectories(service.getParent());
    Files.writeString(service, name + "\n");
    pack(jar, List.of(classes));
  }

  /** A jar of text files only. */
  static void texts(Path jar, Map<String, String> texts) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> text : texts.entrySet()) {
        out.putNextEntry(new JarEntry(text.getKey()));
        out.write(text.getValue().getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
  }

  private static void compile(List<Path> sources, Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of(
                      "-d",
                      classes.toString(),
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources))
              .call();
      assertThat(compiled).as("compiles: %s", said).isTrue();
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return new ArrayList<>(walk.filter(Files::isRegularFile).sorted().toList());
    }
  }

  private static void pack(Path jar, List<Path> roots) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Path root : roots) {
        for (Path path : files(root)) {
          out.putNextEntry(new JarEntry(root.relativize(path).toString().replace('\\', '/')));
          Files.copy(path, out);
          out.closeEntry();
        }
      }
    }
  }
}
