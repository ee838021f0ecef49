package org.rank1.experiments.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rank1.io.InvalidInputException;

/** Typical mistakes, and the exact sentence that each one gets. */
@TestInstance(Lifecycle.PER_CLASS) // one reader for all
final class UserMistakesTest {
  private static final String KEYS =
      "architecture, batchSize, checkpoint, data, dataset, device, epochs, hooks, init, keep, layers, metrics, optimizer, output,"
          + " parameterization, projection, readEvery, schedule, seed, threads";

  private final ExperimentReader reader = new ExperimentReader(FakeParts.all());

  static Stream<Arguments> onTheCommandLine() {
    return Stream.of(
        mistake(
            "projection=rank1-hop",
            "Unknown projection \"rank1-hop\" at projection.name. Available: none, rank1-hopm. Did you mean \"rank1-hopm\"?"),
        mistake(
            "projection=rank1-hopm projection.wen=end",
            "Unknown option \"wen\" at projection.wen on the command line. Available: iterations, name, optimizerState, when. Did you mean \"when\"?"),
        mistake(
            "projection.iterations=3",
            "Unknown option \"iterations\" at projection.iterations on the command line. Available: name, optimizerState, when."),
        mistake(
            "projection=rank1-hopm projection.when=epoch",
            "Illegal when \"epoch\", must be step:k or epoch:k with a whole number k from 1, or end (at projection.when)."),
        mistake(
            "projection=rank1-hopm projection.optimizerState=rest",
            "Illegal value \"rest\" at projection.optimizerState, must be one of keep, reset."),
        mistake(
            "keep=last:2,best",
            "Illegal keep \"last:2,best\", must be last:n with a whole number n from 1 (at keep)."),
        mistake(
            "hooks=balanse",
            "Unknown hook \"balanse\" at hooks. Available: balance. Did you mean \"balance\"?"),
        mistake("hooks=balance,balance", "The hook \"balance\" stands twice at hooks."),
        mistake(
            "optimizer.clipNorm=-1",
            "Illegal clipNorm -1.0, must be finite and at least 0 (0 for no clipping) (at optimizer.clipNorm)."),
        mistake(
            "optimizer.groups=*/bias",
            "Illegal group \"*/bias\", must be a pattern of paths and settings, each once, such as \"*/bias weightDecay=0 rateFactor=2\" (at optimizer.groups)."),
        mistake(
            "optimizer=adma",
            "Unknown optimizer \"adma\" at optimizer.name. Available: adam, sgd. Did you mean \"adam\"?"),
        mistake(
            "architecture=vgg-smal",
            "Unknown architecture \"vgg-smal\" at architecture.name. Available: lenet, rank1-paper-cifar, rank1-paper-mnist, resnet18, resnet20, resnet32, resnet50, vgg-small, vgg11, vgg13, vgg16, vgg16-fc, vgg19, video-small. Did you mean \"vgg-small\"?"),
        mistake(
            "dataset=fashion_mnist",
            "Unknown dataset \"fashion_mnist\" at dataset.name. Available: cifar-10, fashion-mnist, image-folder, mnist, synthetic. Did you mean \"fashion-mnist\"?"),
        mistake(
            "optimiser=adam",
            "Unknown key \"optimiser\" at optimiser on the command line. Available: "
                + KEYS
                + ". Did you mean \"optimizer\"?"),
        mistake(
            "optimiser.learningRate=0.1",
            "Unknown key \"optimiser\" at optimiser.learningRate on the command line. Available: "
                + KEYS
                + ". Did you mean \"optimizer\"?"),
        mistake(
            "learningRate=0.1",
            "Unknown key \"learningRate\" at learningRate on the command line. Available: "
                + KEYS
                + ". Did you mean \"optimizer.learningRate\"?"),
        mistake(
            "optimizer.learningrate=0.1",
            "Unknown option \"learningrate\" at optimizer.learningrate on the command line. Available: beta1, clipNorm, frobeniusDecay, groups, learningRate, name, note. Did you mean \"learningRate\"?"),
        mistake("epochs=ten", "Illegal value \"ten\" at epochs, must be a whole number."),
        mistake("epochs=2.5", "Illegal value \"2.5\" at epochs, must be a whole number."),
        mistake("epochs=0", "Illegal epochs 0, must be within [1, 1000000] (at epochs)."),
        mistake(
            "optimizer.learningRate=fast",
            "Illegal value \"fast\" at optimizer.learningRate, must be a number."),
        mistake(
            "optimizer=sgd optimizer.momentum=2",
            "Illegal momentum 2.0, must be within [0, 1) (at optimizer.momentum)."),
        mistake(
            "optimizer=sgd optimizer.nesterov=yes",
            "Illegal value \"yes\" at optimizer.nesterov, must be true or false."),
        mistake(
            "optimizer=sgd optimizer.decay=kernel",
            "Illegal value \"kernel\" at optimizer.decay, must be one of factors, composed-kernel."),
        mistake("device=cuda", "Illegal device \"cuda\", must be auto, cpu or gpu:N (at device)."),
        mistake(
            "metrics=jsonl,xml",
            "Unknown metric \"xml\" at metrics. Available: console, csv, jsonl, tensorboard."),
        mistake("metrics=jsonl,jsonl", "The metric \"jsonl\" stands twice at metrics."),
        mistake(
            "layers.conv1=dens",
            "Unknown parameterization \"dens\" at layers.conv1.name. Available: dense, rank1. Did you mean \"dense\"?"),
        mistake(
            "layers.conv[12]=dense",
            "Illegal pattern \"conv[12]\" at layers.conv[12] on the command line, must be made of letters, digits and _ . / - with * for any characters and ? for one."),
        mistake(
            "layers=dense",
            "Illegal value \"dense\" at layers, must be patterns of names of convolutions, each with a parameterization, such as {conv1: dense}."),
        mistake(
            "layers.conv1={name:",
            "Illegal value \"{name:\" at layers.conv1, must be a name, or YAML such as {name: dense}."),
        mistake(
            "layers.block*={execution:composed}",
            "Illegal value \"{execution:composed=}\" at layers.block*, must be a part with a name."),
        mistake(
            "layers.conv1={name:dense,name:rank1}",
            "Illegal value \"{name:dense=, name:rank1=}\" at layers.conv1, must be a part with a name."),
        mistake(
            "layer.conv1=dense",
            "Unknown key \"layer\" at layer.conv1 on the command line. Available: "
                + KEYS
                + ". Did you mean \"layers\"?"),
        mistake(
            "layers={conv1:} layers.conv2=dense",
            "Key \"layers\" stands twice on the command line."),
        mistake(
            "init=runs/first",
            "Illegal value \"runs/first\" at init, must be keys with values, such as init.from=runs/first."),
        mistake(
            "init.form=runs/first",
            "Unknown option \"form\" at init.form on the command line. Available: from, snapshot. Did you mean \"from\"?"),
        mistake(
            "init.snapshot=12ab",
            "Illegal snapshot \"12ab\", must be 64 hexadecimal digits, or empty (at init.snapshot)."),
        mistake(
            "dataset=cifar10",
            "Unknown dataset \"cifar10\" at dataset.name. Available: cifar-10, fashion-mnist, image-folder, mnist, synthetic. Did you mean \"cifar-10\"?"),
        mistake(
            "dataset=image-folder dataset.height=32",
            "Illegal height 32 and width 0, must both be 0 or both be set (at dataset.height)."),
        mistake(
            "dataset=image-folder dataset.resize=fit",
            "Illegal value \"fit\" at dataset.resize, must be one of none, stretch, crop."),
        mistake(
            "architecture=resnet-18",
            "Unknown architecture \"resnet-18\" at architecture.name. Available: lenet, rank1-paper-cifar, rank1-paper-mnist, resnet18, resnet20, resnet32, resnet50, vgg-small, vgg11, vgg13, vgg16, vgg16-fc, vgg19, video-small. Did you mean \"resnet18\"?"),
        mistake("epochs", "Illegal argument \"epochs\" on the command line, must be key=value."),
        mistake("epochs=3 epochs=4", "Key \"epochs\" stands twice on the command line."),
        mistake(
            "optimizer=adam optimizer.name=sgd",
            "Key \"optimizer.name\" stands twice on the command line."),
        mistake(
            "epochs.max=4",
            "Unknown key \"epochs.max\" at epochs.max on the command line. Available: "
                + KEYS
                + "."),
        mistake(
            "dataset=",
            "Unknown dataset \"\" at dataset.name. Available: cifar-10, fashion-mnist, image-folder, mnist, synthetic."),
        mistake(
            "dataset.trainLimit=-1",
            "Illegal trainLimit -1, must be at least 0 (0 for all) (at dataset.trainLimit)."));
  }

  @ParameterizedTest
  @MethodSource
  void onTheCommandLine(String arguments, String sentence) {
    List<String> overrides = List.of(arguments.split(" "));
    assertThatThrownBy(() -> reader.read(overrides))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(sentence);
  }

  static Stream<Arguments> inAFile() {
    return Stream.of(
        mistake(
            """
            epochs: 5
            projection: rank1-hop
            """,
            "Unknown projection \"rank1-hop\" at projection.name in line 2 of run.yaml. Available: none, rank1-hopm. Did you mean \"rank1-hopm\"?"),
        mistake(
            """
            projection:
              name: rank1-hopm
              when: step:0
            """,
            "Illegal when \"step:0\", must be step:k or epoch:k with a whole number k from 1, or end (at projection.when in line 3 of run.yaml)."),
        mistake(
            """
            optimizer:
              name: adma
            """,
            "Unknown optimizer \"adma\" at optimizer.name in line 2 of run.yaml. Available: adam, sgd. Did you mean \"adam\"?"),
        mistake(
            """
            optimizer:
              name: adam

              learningrate: 0.1
            """,
            "Unknown option \"learningrate\" at optimizer.learningrate in line 4 of run.yaml. Available: beta1, clipNorm, frobeniusDecay, groups, learningRate, name, note. Did you mean \"learningRate\"?"),
        mistake(
            """
            seed: 1
            epoch: 5
            """,
            "Unknown key \"epoch\" at epoch in line 2 of run.yaml. Available: "
                + KEYS
                + ". Did you mean \"epochs\"?"),
        mistake(
            "batchSize: many\n",
            "Illegal value \"many\" at batchSize in line 1 of run.yaml, must be a whole number."),
        mistake(
            "batchSize:\n  size: 64\n",
            "Illegal value \"{size=64}\" at batchSize in line 1 of run.yaml, must be a whole number."),
        mistake(
            "seed: 1\nbatchSize: 0\n",
            "Illegal batchSize 0, must be within [1, 1048576] (at batchSize in line 2 of run.yaml)."),
        mistake(
            """
            optimizer:
              name: sgd
              momentum: 1.5
            """,
            "Illegal momentum 1.5, must be within [0, 1) (at optimizer.momentum in line 3 of run.yaml)."),
        mistake(
            "epochs: 5\nseed: 1\nepochs: 6\n",
            "Key \"epochs\" stands twice, the second time at epochs in line 3 of run.yaml."),
        mistake(
            "optimizer: {name: adam, name: sgd}\n",
            "Key \"name\" stands twice, the second time at optimizer.name in line 1 of run.yaml."),
        mistake(
            "optimizer: [adam]\n",
            "Illegal value \"[adam]\" at optimizer in line 1 of run.yaml, must be the name of the optimizer, or its name and options."),
        mistake(
            "epochs: 5\noptimizer:\n",
            "Illegal value \"\" at optimizer in line 2 of run.yaml, must be the name of the optimizer, or its name and options."),
        mistake(
            "layers:\n  conv1: dense\n  block4*: {name: rank-1}\n",
            "Unknown parameterization \"rank-1\" at layers.block4*.name in line 3 of run.yaml. Available: dense, rank1. Did you mean \"rank1\"?"),
        mistake(
            "layers:\n  conv1: {name: dense, width: 2}\n",
            "Unknown option \"width\" at layers.conv1.width in line 2 of run.yaml. Available: name."),
        mistake(
            "layers:\n- conv1\n",
            "Illegal value \"[conv1]\" at layers in line 1 of run.yaml, must be patterns of names of convolutions, each with a parameterization, such as {conv1: dense}."),
        mistake(
            "layers:\n  conv1: dense\n  conv1: rank1\n",
            "Key \"conv1\" stands twice, the second time at layers.conv1 in line 3 of run.yaml."),
        mistake(
            "init: runs/first\n",
            "Illegal value \"runs/first\" at init in line 1 of run.yaml, must be keys with values, such as init.from=runs/first."),
        mistake(
            "init:\n  folder: runs/first\n",
            "Unknown option \"folder\" at init.folder in line 2 of run.yaml. Available: from, snapshot."),
        mistake(
            "metrics:\n  - jsonl\n  - xml\n",
            "Unknown metric \"xml\" at metrics[1] in line 3 of run.yaml. Available: console, csv, jsonl, tensorboard."),
        mistake(
            "epochs: 5\n\toptimizer: adam\n",
            "\"run.yaml\" is not YAML in line 2: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)."),
        mistake(
            "epochs: 5\noptimizer: adam: fast\n",
            "\"run.yaml\" is not YAML in line 2: mapping values are not allowed here."),
        mistake(
            "- epochs\n",
            "\"run.yaml\" must hold keys with values, such as \"epochs: 5\", in line 1."));
  }

  @ParameterizedTest
  @MethodSource
  void inAFile(String yaml, String sentence) {
    assertThatThrownBy(() -> reader.parse(yaml, "run.yaml", List.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(sentence);
  }

  @Test
  void everySentenceIsOneLine() {
    assertThat(Stream.concat(onTheCommandLine(), inAFile()).map(a -> (String) a.get()[1]))
        .hasSizeGreaterThan(30)
        .allSatisfy(sentence -> assertThat(sentence).doesNotContain("\n").matches(".*[.?]"));
  }

  private static Arguments mistake(String input, String sentence) {
    return Arguments.of(input, sentence);
  }
}
