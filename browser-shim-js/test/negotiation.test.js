import assert from "node:assert/strict";
import { test } from "node:test";
import { Negotiation } from "../src/negotiation.js";

/**
 * Two sides on an ordered wire. `polite` and `impolite` each have a `Negotiation`, the signaling state that a peer connection would have, and
 * what each has said that it changed (`changes`), which the other has to learn.
 */
class Pair {
  /** @param {(count: number) => number} choose which of what may happen next does */
  constructor(choose) {
    this.choose = choose;
    this.sides = ["polite", "impolite"].map((name) => ({
      name,
      negotiation: new Negotiation({ polite: name === "polite" }),
      signaling: "stable",
      changes: 0,
      described: 0,
      knows: 0,
      rollbacks: 0,
      /** @type {import("../src/negotiation.js").Step | undefined} */ step: undefined,
      /** @type {any[]} */ inbox: [],
    }));
  }

  /** @param {number} side */
  change(side) {
    this.sides[side].changes++;
    this.sides[side].negotiation.need();
  }

  /** Until nothing is under way. */
  run() {
    for (let turn = 0; turn < 500; turn++) {
      const possible = this.sides.flatMap((side, at) => [...this.#stepsOf(side, this.sides[1 - at])]);
      if (possible.length === 0) return;
      possible[this.choose(possible.length)]();
    }
    throw new Error("they never agree");
  }

  /** @param {typeof this.sides[number]} side @param {typeof this.sides[number]} other */
  *#stepsOf(side, other) {
    const { negotiation, inbox } = side;
    side.step ??= negotiation.next();
    if (side.step) {
      yield () => {
        this.#carryOut(side, other, /** @type {any} */ (side.step));
        side.step = undefined;
        negotiation.done();
      };
    }
    if (inbox.length > 0) yield () => assert.ok(negotiation.receive(inbox.shift()));
  }

  /** As a peer connection would: what is not legal throws. @param {any} side @param {any} other @param {any} step */
  #carryOut(side, other, { step, description, rollback }) {
    if (step === "accept") {
      assert.equal(side.signaling, "have-local-offer");
      side.signaling = "stable";
      side.knows = Math.max(side.knows, description.changes);
      return;
    }
    if (step === "offer") {
      assert.equal(side.signaling, "stable");
      side.signaling = "have-local-offer";
    } else {
      assert.equal(side.signaling, rollback ? "have-local-offer" : "stable");
      if (rollback) side.rollbacks++;
      side.signaling = "stable";
      side.knows = Math.max(side.knows, description.changes);
    }
    other.inbox.push({ type: step, changes: side.changes });
  }
}

/** A generator of small numbers that a seed decides. @param {number} seed */
function seeded(seed) {
  let state = seed * 2654435761 + 1;
  return (/** @type {number} */ count) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

/** @param {Pair} pair */
function agree({ sides: [polite, impolite] }) {
  for (const side of [polite, impolite]) {
    assert.equal(side.signaling, "stable", side.name);
    assert.ok(side.negotiation.isStable);
    assert.equal(side.negotiation.isHeld, false);
  }
  assert.equal(polite.knows, impolite.changes, "the polite side knows all that the impolite one has changed");
  assert.equal(impolite.knows, polite.changes, "the impolite side knows all that the polite one has changed");
  assert.equal(impolite.rollbacks, 0, "only the polite side gives way");
}

test("one side offers, the other answers", () => {
  for (const side of [0, 1]) {
    const pair = new Pair(() => 0);
    pair.change(side);
    pair.run();
    assert.equal(pair.sides[1 - side].knows, 1);
    assert.equal(pair.sides[0].negotiation.ignored + pair.sides[1].negotiation.ignored, 0);
  }
});

test("glare: both offers are on the wire; the polite side rolls back, answers and offers again, whichever arrives first", () => {
  for (const first of [0, 1]) {
    const pair = new Pair(() => 0);
    const [polite, impolite] = pair.sides;
    for (const side of [0, 1]) pair.change(side);
    for (const side of pair.sides) assert.deepEqual(side.negotiation.next(), { step: "offer" });
    for (const side of pair.sides) {
      side.signaling = "have-local-offer";
      side.negotiation.done();
    }
    polite.inbox.push({ type: "offer", changes: 1 });
    impolite.inbox.push({ type: "offer", changes: 1 });
    const early = pair.sides[first];
    early.negotiation.receive(early.inbox.shift());
    pair.run();
    agree(pair);
    assert.equal(polite.rollbacks, 1);
    assert.equal(impolite.negotiation.ignored, 1);
  }
});

test("whatever crosses in whatever order, both agree in the end and nothing that changed is forgotten", () => {
  let glares = 0;
  for (let seed = 1; seed <= 3_000; seed++) {
    const choose = seeded(seed);
    const pair = new Pair(choose);
    for (let change = 0; change < 6; change++) {
      pair.change(choose(2));
      if (choose(2)) pair.change(choose(2));
      if (choose(3) === 0) pair.run();
    }
    pair.run();
    agree(pair);
    glares += pair.sides[0].rollbacks;
  }
  assert.ok(glares > 1_000, `${glares} glares in 3,000 runs`);
});

test("an offer that may not be made yet is held, and made when it may", () => {
  const negotiation = new Negotiation({ polite: true });
  negotiation.need();
  assert.equal(negotiation.next(false), undefined);
  assert.ok(negotiation.isHeld);
  assert.deepEqual(negotiation.next(true), { step: "offer" });
  assert.equal(negotiation.isHeld, false);
});

test("the peer's offers are answered while its own may not be made", () => {
  const negotiation = new Negotiation({ polite: true });
  negotiation.need();
  negotiation.receive({ type: "offer", sdp: "" });
  assert.equal(negotiation.next(false)?.step, "answer");
});

test("answers to nothing are ignored and counted; more than four descriptions at once are refused", () => {
  const negotiation = new Negotiation({ polite: true });
  for (let i = 0; i < 3; i++) {
    negotiation.receive({ type: "answer", sdp: "" });
    assert.equal(negotiation.next(), undefined);
  }
  assert.equal(negotiation.ignored, 3);
  const taken = Array.from({ length: 6 }, () => negotiation.receive({ type: "offer", sdp: "" }));
  assert.deepEqual(taken, [true, true, true, true, false, false]);
  assert.throws(() => new Negotiation({ polite: true }).done());
});
