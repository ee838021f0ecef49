package org.rank1.experiments;

import java.time.Clock;
import java.util.List;
import org.rank1.architecture.Architecture;
import org.rank1.data.DatasetProvider;
import org.rank1.experiments.architecture.LeNet;
import org.rank1.experiments.architecture.Rank1PaperCifar;
import org.rank1.experiments.architecture.Rank1PaperCifarOptions;
import org.rank1.experiments.architecture.Rank1PaperMnist;
import org.rank1.experiments.architecture.ResNet;
import org.rank1.experiments.architecture.ResNetOptions;
import org.rank1.experiments.architecture.ResNetPlan;
import org.rank1.experiments.architecture.Vgg;
import org.rank1.experiments.architecture.VggOptions;
import org.rank1.experiments.architecture.VggPlan;
import org.rank1.experiments.architecture.VideoSmall;
import org.rank1.experiments.data.Cifar10;
import org.rank1.experiments.data.CifarOptions;
import org.rank1.experiments.data.FashionMnist;
import org.rank1.experiments.data.FashionMnistOptions;
import org.rank1.experiments.data.ImageFolder;
import org.rank1.experiments.data.ImageFolderOptions;
import org.rank1.experiments.data.Mnist;
import org.rank1.experiments.data.MnistOptions;
import org.rank1.experiments.data.Synthetic;
import org.rank1.experiments.data.SyntheticOptions;
import org.rank1.experiments.metric.ConsoleLines;
import org.rank1.experiments.metric.CsvFiles;
import org.rank1.experiments.metric.JsonLines;
import org.rank1.experiments.metric.TensorBoardEvents;
import org.rank1.experiments.schedule.ConstantSchedule;
import org.rank1.experiments.schedule.CosineSchedule;
import org.rank1.experiments.schedule.MultiStepSchedule;
import org.rank1.experiments.schedule.OneCycleSchedule;
import org.rank1.experiments.schedule.PolynomialSchedule;
import org.rank1.experiments.schedule.StepSchedule;
import org.rank1.metric.MetricSink;
import org.rank1.plugin.NoOptions;
import org.rank1.plugin.PartFactory;
import org.rank1.plugin.Rank1Plugin;
import org.rank1.provenance.ProductVersion;
import org.rank1.schedule.Schedule;

/** Binds the parts of this module: data sets, schedules, architectures, metric sinks. */
public final class ExperimentsPlugin extends Rank1Plugin {
  /** {@link java.util.ServiceLoader} makes the plugin. */
  public ExperimentsPlugin() {
    super("rank1-experiments", ProductVersion.current());
  }

  @Override
  protected void configure() {
    datasets();
    schedules();
    architectures();
    part(MetricSink.class, JsonLines.NAME, PartFactory.of(NoOptions.class, o -> new JsonLines()));
    part(
        MetricSink.class,
        ConsoleLines.NAME,
        PartFactory.of(NoOptions.class, o -> new ConsoleLines()));
    part(MetricSink.class, CsvFiles.NAME, PartFactory.of(NoOptions.class, o -> new CsvFiles()));
    part(
        MetricSink.class,
        TensorBoardEvents.NAME,
        PartFactory.of(NoOptions.class, o -> new TensorBoardEvents(Clock.systemUTC())));
  }

  private void datasets() {
    part(
        DatasetProvider.class,
        Cifar10.NAME,
        PartFactory.of(CifarOptions.class, o -> new Cifar10(o, System.getenv())));
    part(
        DatasetProvider.class,
        FashionMnist.NAME,
        PartFactory.of(
            FashionMnistOptions.class,
            o -> new FashionMnist(o, System.getenv(), FashionMnist.SYSTEM_FOLDER),
            new FashionMnistOptions(FashionMnistOptions.Source.EMBEDDED, 100, 20)));
    part(
        DatasetProvider.class,
        ImageFolder.NAME,
        PartFactory.of(ImageFolderOptions.class, o -> new ImageFolder(o, System.getenv())));
    part(
        DatasetProvider.class,
        Mnist.NAME,
        PartFactory.of(MnistOptions.class, o -> new Mnist(o, System.getenv())));
    part(
        DatasetProvider.class,
        Synthetic.NAME,
        PartFactory.of(
            SyntheticOptions.class,
            Synthetic::new,
            new SyntheticOptions(1, 16, 16, 4, 40, 20, 1),
            new SyntheticOptions(3, 9, 13, 32, 64, 33, 2)));
  }

  private void schedules() {
    part(
        Schedule.class,
        ConstantSchedule.NAME,
        PartFactory.of(ConstantSchedule.class, schedule -> schedule));
    part(
        Schedule.class,
        CosineSchedule.NAME,
        PartFactory.of(
            CosineSchedule.class,
            schedule -> schedule,
            new CosineSchedule(),
            new CosineSchedule(0.1)));
    part(
        Schedule.class,
        StepSchedule.NAME,
        PartFactory.of(
            StepSchedule.class,
            schedule -> schedule,
            new StepSchedule(),
            new StepSchedule(1, 0.1)));
    part(
        Schedule.class,
        MultiStepSchedule.NAME,
        PartFactory.of(
            MultiStepSchedule.class,
            schedule -> schedule,
            new MultiStepSchedule(),
            new MultiStepSchedule(List.of(), 1)));
    part(
        Schedule.class,
        PolynomialSchedule.NAME,
        PartFactory.of(
            PolynomialSchedule.class,
            schedule -> schedule,
            new PolynomialSchedule(),
            new PolynomialSchedule(0.9, 0.1)));
    part(
        Schedule.class,
        OneCycleSchedule.NAME,
        PartFactory.of(
            OneCycleSchedule.class,
            schedule -> schedule,
            new OneCycleSchedule(),
            new OneCycleSchedule(0.5, 0, 0.1)));
  }

  private void architectures() {
    VggPlan.ALL.forEach(this::vgg);
    vgg(VggPlan.VGG16_FC);
    for (ResNetPlan plan : ResNetPlan.ALL) {
      part(
          Architecture.class,
          plan.name(),
          PartFactory.of(
              ResNetOptions.class,
              options -> new ResNet(plan, options),
              new ResNetOptions(),
              new ResNetOptions(0.25)));
    }
    part(Architecture.class, LeNet.NAME, PartFactory.of(NoOptions.class, o -> new LeNet()));
    part(
        Architecture.class,
        Rank1PaperCifar.NAME,
        PartFactory.of(
            Rank1PaperCifarOptions.class,
            Rank1PaperCifar::new,
            new Rank1PaperCifarOptions(),
            new Rank1PaperCifarOptions(0)));
    part(
        Architecture.class,
        Rank1PaperMnist.NAME,
        PartFactory.of(NoOptions.class, o -> new Rank1PaperMnist()));
    part(
        Architecture.class,
        VideoSmall.NAME,
        PartFactory.of(NoOptions.class, o -> new VideoSmall()));
  }

  private void vgg(VggPlan plan) {
    part(
        Architecture.class,
        plan.name(),
        PartFactory.of(
            VggOptions.class,
            options -> new Vgg(plan, options),
            new VggOptions(),
            new VggOptions(0.25, 5)));
  }
}
