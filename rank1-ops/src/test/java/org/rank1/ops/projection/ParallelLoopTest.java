package org.rank1.ops.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class ParallelLoopTest {
  @Test
  void eachIndexIsTakenOnceByAtMostAsManyThreads() {
    for (int threads : new int[] {1, 2, 7}) {
      for (int count : new int[] {0, 1, 16, 17, 1000}) {
        AtomicIntegerArray taken = new AtomicIntegerArray(count + 1);
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        ParallelLoop.run(
            threads,
            count,
            i -> {
              taken.incrementAndGet(i);
              workers.add(Thread.currentThread());
            });
        for (int i = 0; i <= count; i++) {
          assertThat(taken.get(i)).isEqualTo(i < count ? 1 : 0);
        }
        assertThat(workers).hasSizeLessThanOrEqualTo(threads);
      }
    }
  }

  @Test
  void whatABodyThrowsReachesTheCaller() {
    assertThatThrownBy(
            () ->
                ParallelLoop.run(
                    3,
                    200,
                    i -> {
                      if (i == 150) {
                        throw new IllegalStateException("index " + i);
                      }
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("index 150");
  }
}
