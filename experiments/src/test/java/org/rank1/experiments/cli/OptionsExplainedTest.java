package org.rank1.experiments.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rank1.experiments.config.InitSettings;
import org.rank1.experiments.config.RunSettings;
import org.rank1.plugin.NoOptions;
import org.rank1.schedule.WarmupOptions;
import org.rank1.testkit.OptionsContract;
import org.rank1.training.OptimizerOptions;
import org.rank1.training.ProjectOptions;

class OptionsExplainedTest {

  @Test
  void settingsAndOptionsOfKeysAreExplained() {
    OptionsContract.check(RunSettings.class);
    OptionsContract.check(InitSettings.class);
    OptionsContract.check(OptimizerOptions.class);
    OptionsContract.check(WarmupOptions.class);
    OptionsContract.check(ProjectOptions.class);
    OptionsContract.check(NoOptions.class);
  }

  @Test
  void thePageOfOptionsIsWhatThePartsSay() throws IOException {
    CommandLineRun run = CommandLineRun.of("plugins", "--markdown");
    assertThat(run.code()).isZero();
    assertThat(Files.readString(Path.of("..", "docs", "options.md")))
        .as("docs/options.md: write it again with ./rank1 plugins --markdown > docs/options.md")
        .isEqualTo(run.out().replace(System.lineSeparator(), "\n"));
  }

  @Test
  void aPartIsExplainedWithUnitsRangesAndChoices() {
    CommandLineRun run = CommandLineRun.of("plugins", "balance");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("hooks balance  (TrainingHook, from rank1-ops")
        .contains("hooks.when=epoch:1")
        .contains("step:k, epoch:k (k from 1) or end")
        .contains("        keep: they stay");
    assertThat(CommandLineRun.of("plugins", "image-folder").out())
        .contains("dataset.height=0", "in pixels, within [0, 16384]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"termBound", "lambdaEnd", "milestones", "cells", "epochs"})
  void anOptionIsFoundByItsName(String option) {
    CommandLineRun run = CommandLineRun.of("plugins", option);
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains(option + "=");
    assertThat(run.out().lines().count()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() {
    CommandLineRun run = CommandLineRun.of("plugins", "cosin");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("Unknown part, key, socket or option \"cosin\"", "Did you mean \"cosine\"?");
  }

  @Test
  void trainExplainsTheOptionsOfTheChosenPartsAndTrainsNothing() {
    CommandLineRun run =
        CommandLineRun.of("train", "--help-options", "parameterization=cp", "optimizer=sgd");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("epochs=5", "parameterization.rank=0", "optimizer.learningRate=0.1")
        .contains("optimizer.clipNorm=0")
        .doesNotContain("beta1");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
  }
}
