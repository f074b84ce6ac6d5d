package dev.lanward.kurentodouble;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/** What objects know of the double that they are in. */
interface World {
  /** The one thread that owns all objects. */
  ScheduledExecutorService thread();

  /** On that thread; of a double that ends it is dropped. Any thread. */
  default void run(Runnable task) {
    try {
      thread().execute(task);
    } catch (RejectedExecutionException e) {
      // Nobody is there any more.
    }
  }

  /** An event for whoever has subscribed to it. */
  void raised(MediaObject source, String event, ObjectNode data);

  List<MediaObject> childrenOf(MediaObject parent);

  MediaObject object(String id);

  Faults faults();

  Journal journal();

  /** How a program is started, such as a media engine: as it is, or in another network. */
  List<String> command(List<String> program);

  SpareEngine engines();

  /** Where pipes and descriptions for programs lie. */
  Path directory();
}
