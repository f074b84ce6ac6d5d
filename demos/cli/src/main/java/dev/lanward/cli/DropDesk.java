package dev.lanward.cli;

import dev.lanward.drop.DropException;
import dev.lanward.drop.io.DropOffer;
import dev.lanward.drop.io.DropReceiver;
import dev.lanward.drop.io.DropRelay;
import dev.lanward.peer.Peer;
import dev.lanward.peer.Session;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Decides what a device receives, by its options or by asking, and tells how it goes. */
final class DropDesk implements RunningExtra, DropReceiver.Listener {
  private record Question(DropOffer offer, DropReceiver.Answer answer) {}

  private final Terminal terminal;
  private final DropEvents events;
  private final Predicate<Peer> isWelcome;
  private final boolean isOnce;
  private final CountDownLatch ended = new CountDownLatch(1);

  /** What waits for an answer, oldest first, by its id. Guarded by itself. */
  private final Map<String, Question> questions = new LinkedHashMap<>();

  /** Between the pages that are paired with this device. */
  private final DropRelay relay = new DropRelay();

  private volatile @Nullable DropReceiver receiver;
  private volatile Executor teller = Runnable::run;

  /**
   * @param isWelcome of whom everything is taken without asking
   * @param isOnce whether the command ends when one transfer has arrived
   */
  DropDesk(Terminal terminal, DropEvents events, Predicate<Peer> isWelcome, boolean isOnce) {
    this.terminal = terminal;
    this.events = events;
    this.isWelcome = isWelcome;
    this.isOnce = isOnce;
  }

  /** From now on {@code takes} takes what is agreed to. */
  void open(DropReceiver takes) {
    receiver = takes;
  }

  @Override
  public void join(Session session, Executor tellingOne) {
    teller = tellingOne;
    DropReceiver takes = receiver;
    if (takes != null) {
      takes.join(session);
    }
    relay.join(session);
  }

  @Override
  public boolean takeTyped(String line) {
    Optional<Question> oldest = oldest();
    String word = line.toLowerCase(Locale.ROOT);
    if (oldest.isEmpty() || !word.matches("y|yes|n|no")) {
      return false;
    }
    decide(oldest.get(), word.startsWith("y"));
    return true;
  }

  @Override
  public void answer(String transfer, boolean isAccepted) throws CommandFailedException {
    Question question;
    synchronized (questions) {
      question = questions.get(transfer);
    }
    if (question == null) {
      throw new CommandFailedException(
          "malformed", "Nothing that is called " + transfer + " waits for an answer.");
    }
    decide(question, isAccepted);
  }

  @Override
  public Optional<CommandFailedException> awaitEnd() throws InterruptedException {
    ended.await();
    DropReceiver takes = receiver;
    // Its sender has yet to hear that it has arrived.
    for (int i = 0; i < 50 && takes != null && takes.isBusy(); i++) {
      Thread.sleep(100);
    }
    return Optional.empty();
  }

  /** A person is asked one thing at a time: what is typed answers what was asked. */
  @Override
  public void offered(DropOffer offer, DropReceiver.Answer answer) {
    boolean isTaken = isWelcome.test(offer.peer());
    boolean canAsk = terminal.isInteractive() || events.isForPrograms();
    boolean isAskedNow = !isTaken && canAsk;
    if (isAskedNow) {
      synchronized (questions) {
        isAskedNow = questions.isEmpty() || events.isForPrograms();
        questions.put(offer.id(), new Question(offer, answer));
      }
    }
    boolean isAsked = isAskedNow;
    teller.execute(() -> events.offer(offer, isAsked));
    if (isTaken) {
      answer.accept();
    } else if (!canAsk) {
      answer.decline(
          "Nobody is there who could agree: there it needs lanward receive --accept PEER.");
    }
  }

  @Override
  public void begins(DropOffer offer, long keptBytes, boolean isOverTls) {
    forgetQuestion(offer);
    teller.execute(() -> events.begins(offer, keptBytes, isOverTls));
  }

  @Override
  public void progress(DropOffer offer, long keptBytes, long takenBytes) {
    teller.execute(() -> events.progress(offer, keptBytes, takenBytes));
  }

  @Override
  public void received(DropOffer offer) {
    teller.execute(() -> events.received(offer));
    if (isOnce) {
      ended.countDown();
    }
  }

  @Override
  public void cut(DropOffer offer) {
    forgetQuestion(offer);
    teller.execute(() -> events.cut(offer));
  }

  @Override
  public void failed(DropOffer offer, DropException why) {
    forgetQuestion(offer);
    teller.execute(() -> events.failed(offer, why));
  }

  @Override
  public void refused(Peer peer, DropException why) {
    teller.execute(() -> events.refused(peer, why));
  }

  private void decide(Question question, boolean isAccepted) {
    forgetQuestion(question.offer());
    if (isAccepted) {
      question.answer().accept();
    } else {
      question.answer().decline("It was declined.");
    }
  }

  private void forgetQuestion(DropOffer offer) {
    Optional<Question> next = Optional.empty();
    synchronized (questions) {
      boolean wasAsked = oldest().filter(each -> each.offer().equals(offer)).isPresent();
      questions.remove(offer.id());
      if (wasAsked && !events.isForPrograms()) {
        next = oldest();
      }
    }
    next.ifPresent(waiting -> teller.execute(() -> events.offer(waiting.offer(), true)));
  }

  private Optional<Question> oldest() {
    synchronized (questions) {
      return questions.values().stream().findFirst();
    }
  }
}
