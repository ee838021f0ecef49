package org.rank1.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** NOTICE names every library that Rank1 runs with. */
class NoticeTest {
  private static final Pattern JAR = Pattern.compile("(?<artifact>.+?)-\\d.*\\.jar");

  /** What only tests need. */
  private static final Set<String> TEST_ONLY =
      Set.of(
          "junit-jupiter",
          "junit-jupiter-api",
          "junit-jupiter-engine",
          "junit-jupiter-params",
          "junit-platform-commons",
          "junit-platform-engine",
          "junit-platform-launcher",
          "opentest4j",
          "assertj-core",
          "byte-buddy",
          "jqwik",
          "jqwik-api",
          "jqwik-engine",
          "jqwik-time",
          "jqwik-web",
          "archunit",
          "archunit-junit5",
          "archunit-junit5-api",
          "archunit-junit5-engine",
          "archunit-junit5-engine-api");

  @Test
  void everyLibraryOnTheClassPathIsNamedWithItsLicence() throws IOException {
    String notice = Files.readString(Path.of("..", "NOTICE"));
    Set<String> artifacts = libraries();
    assertThat(artifacts).contains("guice", "onnxruntime", "pytorch-native-cpu");
    assertThat(artifacts)
        .allSatisfy(artifact -> assertThat(notice).containsPattern("\\b" + artifact + "\\b"));
  }

  private static Set<String> libraries() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> JAR.matcher(Path.of(entry).getFileName().toString()))
        .filter(Matcher::matches)
        .map(jar -> jar.group("artifact"))
        .filter(artifact -> !artifact.startsWith("rank1-") && !artifact.startsWith("surefire"))
        .filter(artifact -> !TEST_ONLY.contains(artifact))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
