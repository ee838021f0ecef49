package org.rank1.io;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Failures that name the file a user knows, and not a temporary one, or, on a full disk, none. */
public final class FileFailure {
  private FileFailure() {}

  /** The same failure, of that file. */
  public static FileSystemException of(Path file, IOException failure) {
    String name = file.toString();
    String reason =
        failure instanceof FileSystemException known ? known.getReason() : failure.getMessage();
    FileSystemException named;
    if (failure instanceof AccessDeniedException) {
      named = new AccessDeniedException(name, null, reason);
    } else if (failure instanceof NoSuchFileException) {
      named = new NoSuchFileException(name, null, reason);
    } else {
      named = new FileSystemException(name, null, reason);
    }
    named.initCause(failure);
    return named;
  }
}
