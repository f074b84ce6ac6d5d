const KEPT = "This browser keeps the page: it opens with no network, too, and can be installed as an app.";
const NOT_HERE = "Over plain http a browser keeps no page: it opens while the device that serves it runs. From https or localhost it can be installed.";
const REFUSED = "This browser does not keep the page for later; it opens while the device that serves it runs.";

/**
 * Has the browser keep the page's own files (sw.js), where it can: service workers need https or localhost.
 *
 * @param {(words: string) => void} tell what to say of it
 */
export async function keepPage(tell) {
  if (!globalThis.isSecureContext) return tell(NOT_HERE);
  if (!("serviceWorker" in navigator)) return tell(REFUSED);
  try {
    await navigator.serviceWorker.register("sw.js", { scope: "./" });
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage("refresh"); // the page that is open is this one, so what the server has now is right
    tell(KEPT);
  } catch {
    tell(REFUSED);
  }
}
