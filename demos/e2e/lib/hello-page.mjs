// The hello page, used as a person would, by its data-testid attributes.
const at = (id) => `[data-testid="${id}"]`;

export class HelloPage {
  /** @param {import("./browser.mjs").Page} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {import("./browser.mjs").Page} page @param {string} url with or without a link in its fragment */
  static async open(page, url) {
    await page.goto(url);
    return new HelloPage(page);
  }

  async pair(code) {
    await this.state("pairing");
    await this.page.evaluate((selector) => (document.querySelector(selector).value = ""), at("code-input"));
    await this.page.type(at("code-input"), code);
    await this.page.click(at("pair-button"));
  }

  /** Waits for a state; pairing and connecting take a second or two where names have to be found. */
  async state(wanted, { timeoutMs = 15_000 } = {}) {
    const is = (selector, wanted) => document.querySelector(selector)?.dataset.state === wanted && globalThis.lanwardHello !== undefined;
    await this.page.waitFor(is, { args: [at("state"), wanted], timeoutMs }).catch(async (error) => {
      throw new Error(`the hello page is not ${wanted}: ${JSON.stringify(await this.shown())}`, { cause: error });
    });
  }

  /** Waits for the notice with that code. @returns its text */
  async error(code, { timeoutMs = 15_000 } = {}) {
    const text = (selector, code) => {
      const box = document.querySelector(selector);
      return !box.hidden && box.dataset.code === code && box.innerText;
    };
    return this.page.waitFor(text, { args: [at("error"), code], timeoutMs });
  }

  /** What it says of itself, for the message of a failure. */
  shown = () =>
    this.page.evaluate(() => {
      const [state, error] = ["state", "error"].map((id) => document.querySelector(`[data-testid="${id}"]`));
      return { state: state?.dataset.state, text: state?.innerText, error: error?.dataset.code, message: error?.innerText };
    });

  text = (id) => this.page.evaluate((selector) => document.querySelector(selector).textContent, at(id));

  /** Waits until `more` further round trips were measured over the echo channel. */
  async echoes(more = 5, { timeoutMs = 10_000 } = {}) {
    const wanted = Number(await this.text("rtt-count")) + more;
    await this.page.waitFor((selector, wanted) => Number(document.querySelector(selector).textContent) >= wanted, {
      args: [at("rtt-count"), wanted],
      timeoutMs,
    });
    return Number(await this.text("rtt-median"));
  }

  async say(text) {
    await this.page.waitFor((selector) => !document.querySelector(selector).disabled, { args: [at("chat-send")] });
    await this.page.type(at("chat-input"), text);
    await this.page.click(at("chat-send"));
  }

  /** Waits until the terminal has said that. */
  hears = (text) =>
    this.page.waitFor(
      (log, text) => [...document.querySelectorAll(`${log} [data-from="device"]`)].some((item) => item.textContent === text),
      { args: [at("chat-log"), text] },
    );
}
