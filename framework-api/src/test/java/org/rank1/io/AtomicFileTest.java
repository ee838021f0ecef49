package org.rank1.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
