package org.rank1.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void aFailedWriteLeavesTheEarlierFileAndNothingElse() throws IOException {
    Path file = folder.resolve("a/b.txt");
    AtomicFile.writeText(file, "first");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    out -> {
                      out.write(1);
                      throw new IOException("disk full");
                    }))
        .hasMessage("disk full");
    assertThat(file).hasContent("first");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aDeviceIsNotReplacedByAFile() throws IOException {
    Path device = Path.of("/dev/null");
    assumeThat(device).exists();
    // a link, so that a failure harms nobody
    Path link = Files.createSymbolicLink(folder.resolve("link"), device);
    assertThatThrownBy(() -> AtomicFile.writeText(link, "x"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("it is no regular file");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void othersMayReadItAsTheyMayReadAnyNewFile() throws IOException {
    Path ordinary = Files.createFile(folder.resolve("ordinary"));
    Path file = folder.resolve("b.txt");
    AtomicFile.writeText(file, "x");
    assumeThat(ordinary.getFileSystem().supportedFileAttributeViews()).contains("posix");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(Files.getPosixFilePermissions(ordinary));
  }

  @Test
  void aFullDiskIsReportedWithTheFile() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    Path file = folder.resolve("c.txt");
    assertThatThrownBy(() -> new NamedOutput(full, file).write(new byte[2]))
        .isInstanceOfSatisfying(
            FileSystemException.class,
            e -> {
              assertThat(e.getFile()).isEqualTo(file.toString());
              assertThat(e.getReason()).isEqualTo("No space left on device");
            });
  }

  @Test
  void aFailureNamesTheFileAskedForAndNoTemporaryOne() {
    Path file = folder.resolve("x".repeat(255));
    assertThatThrownBy(() -> AtomicFile.writeText(file, "x"))
        .isInstanceOfSatisfying(
            FileSystemException.class, e -> assertThat(e.getFile()).isEqualTo(file.toString()));
  }

  @Test
  void aFolderIsNotOverwritten() {
    assertThatThrownBy(() -> AtomicFile.writeText(folder, "x"))
        .isInstanceOf(InvalidInputException.class);
  }

  @Test
  void whatAKilledProcessLeftIsRemovedAndWhatALivingOneWritesIsNot()
      throws IOException, InterruptedException {
    Process ended =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
            .redirectErrorStream(true)
            .start();
    ended.getInputStream().readAllBytes();
    ended.waitFor();
    String own = TemporaryName.tag();
    String pid = "-" + ProcessHandle.current().pid() + "-";
    Path left = folder.resolve(".r.txt" + own.replace(pid, "-" + ended.pid() + "-"));
    Path inUse = folder.resolve(".r.txt" + own);
    Path elsewhere = folder.resolve(".r.txt.00000000-1-2.tmp");
    Path longElsewhere = folder.resolve(".r.txt.00000000-1-3.tmp");
    Path users = folder.resolve(".r.txt.tmp");
    for (Path each : List.of(left, inUse, elsewhere, longElsewhere, users)) {
      Files.writeString(each, "half");
    }
    Files.setLastModifiedTime(longElsewhere, FileTime.fromMillis(0));
    AtomicFile.writeText(folder.resolve("r.txt"), "whole");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(folder.resolve("r.txt"), inUse, elsewhere, users);
    }
  }

  @Test
  void anInterruptedThreadStillWritesItsFile() throws IOException {
    Thread.currentThread().interrupt();
    try {
      AtomicFile.writeText(folder.resolve("i.txt"), "whole");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(folder.resolve("i.txt")).hasContent("whole");
  }

  @Test
  void aScratchFolderIsGoneAfterwards() throws IOException {
    Path path;
    try (ScratchFolder scratch = ScratchFolder.make()) {
      path = scratch.path();
      Files.createDirectories(path.resolve("a/b"));
      Files.writeString(path.resolve("a/b/c"), "x");
    }
    assertThat(path).doesNotExist();
  }
}
