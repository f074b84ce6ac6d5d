// The drop page that `receive` serves, as a person uses it: paired, its tiles looked at, files dropped on them.
export const at = (id) => `[data-testid="${id}"]`;
/** A page that pairs with the code that the receiver shows now. */
export async function paired(browser, url, code) {
  await browser.goto(url);
  await browser.waitFor(() => document.activeElement?.id === "code-input");
  await browser.type(at("code-input"), code);
  await browser.click(at("pair-button"));
  await tile(browser, "Desk", "here");
}

/** Waits for the tile of that name, and gives back what else it says. */
export const tile = (browser, name, state) =>
  browser.waitFor(
    (name, state) => {
      const tiles = [...document.querySelectorAll('[data-testid="tile"]')];
      return tiles.find((each) => each.querySelector("h3").textContent === name && each.dataset.state === state)?.innerText;
    },
    { args: [name, state], timeoutMs: 30_000 },
  );

/** Drops a file of so many bytes, each its index modulo 251, on the tile of that name. */
export const drop = (browser, name, file, bytes) =>
  browser.evaluate(
    (name, file, bytes) => {
      const target = [...document.querySelectorAll('[data-testid="tile"]')].find((each) => each.querySelector("h3").textContent === name);
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([Uint8Array.from({ length: bytes }, (_, index) => index % 251)], file, { lastModified: 1_700_000_000_000 }));
      target.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    },
    name,
    file,
    bytes,
  );

export const past = (browser, words) =>
  browser.waitFor((words) => document.querySelector('[data-testid="history"]').textContent.includes(words), { args: [words], timeoutMs: 30_000 });

/** Waits until that tile says so. @param {RegExp} words */
export const says = (browser, name, words, timeoutMs = 30_000) =>
  browser.waitFor(
    (name, source) => {
      const tiles = [...document.querySelectorAll('[data-testid="tile"]')];
      return tiles.some((each) => each.querySelector("h3").textContent === name && new RegExp(source).test(each.innerText));
    },
    { args: [name, words.source], timeoutMs },
  );

/** Takes what is offered, and gives back its length and where it is first not what `drop` makes (-1: nowhere). */
export async function take(browser) {
  await browser.click(at("accept"));
  await browser.waitFor(() => document.querySelector('[data-testid="row"][data-state="received"] [data-testid="save"]') !== null, { timeoutMs: 60_000 });
  return browser.evaluate(async () => {
    const { key } = document.querySelector('[data-testid="row"] [data-testid="dismiss"]').dataset;
    const bytes = new Uint8Array(await (await lanwardDrop.desk.received(key).files[0].blob()).arrayBuffer());
    return [bytes.length, bytes.findIndex((byte, index) => byte !== index % 251)];
  });
}

export const offered = (browser) => browser.waitFor(() => document.querySelector('[data-testid="row"][data-state="offered"]')?.innerText);
