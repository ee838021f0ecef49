package org.rank1.ops;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rank1.ops.device.Engines;

/** A manager on the CPU per test. */
public final class EngineExtension implements BeforeEachCallback, AfterEachCallback {
  private NDManager manager;

  /** The current test's manager. */
  public NDManager manager() {
    return manager;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    manager = Engines.open("cpu", 1, 1); // one thread: builds share the machine
  }

  @Override
  public void afterEach(ExtensionContext context) {
    manager.close();
  }
}
