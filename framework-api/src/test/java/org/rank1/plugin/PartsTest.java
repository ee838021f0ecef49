package org.rank1.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.ProvisionException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rank1.io.InvalidInputException;
import org.rank1.schedule.Schedule;

class PartsTest {
  record Level(double level) {
    Level() {
      this(1);
    }
  }

  static final class Plugin extends Rank1Plugin {
    Plugin(String name) {
      super(name, "1.0");
    }

    @Override
    protected void configure() {
      part(Schedule.class, "flat", PartFactory.of(Level.class, o -> moment -> o.level()));
    }
  }

  @Test
  void partsAreMadeByNameFromTheirOptions() {
    Parts parts = Guice.createInjector(new Plugin("one")).getInstance(Parts.class);
    Schedule schedule = parts.create(Schedule.class, "schedule", "flat", Map.of("level", 0.5));
    assertThat(schedule.factor(new Schedule.Moment(0, 1, 1))).isEqualTo(0.5);
  }

  @Test
  void anUnknownNameIsAnsweredWithAllNamesAndTheNearest() {
    Parts parts = Guice.createInjector(new Plugin("one")).getInstance(Parts.class);
    assertThatThrownBy(() -> parts.create(Schedule.class, "schedule", "falt", Map.of()))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            "Unknown schedule \"falt\" at schedule.name. Available: flat. Did you mean \"flat\"?");
  }

  @Test
  void aNameBoundTwiceIsRefusedWithBothOrigins() {
    var injector = Guice.createInjector(new Plugin("one"), new Plugin("two"));
    assertThatThrownBy(() -> injector.getInstance(Parts.class))
        .isInstanceOf(ProvisionException.class)
        .cause()
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("The Schedule \"flat\" is bound twice")
        .hasMessageContaining("one 1.0")
        .hasMessageContaining("two 1.0");
  }
}
