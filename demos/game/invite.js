const SVG = "http://www.w3.org/2000/svg";
/** ISO/IEC 18004 section 6.3.8: light modules on each side. */
const QUIET_ZONE = 4;

const byId = (/** @type {string} */ id) => /** @type {any} */ (document.getElementById(id));

/** What lets the next player in, for whoever has made the room: the QR code that the device has drawn, its code, a link. */
export class Invite {
  #shown = "";

  constructor() {
    const dialog = byId("invite-dialog");
    byId("invite-button").addEventListener("click", () => dialog.showModal());
    byId("invite-close").addEventListener("click", () => dialog.close());
    byId("invite-link").addEventListener("focus", () => byId("invite-link").select());
    byId("invite-copy").addEventListener("click", () => this.#copy());
  }

  /** @param {any} invitation `room.invitation` */
  show(invitation) {
    byId("invite-button").hidden = !invitation;
    if (!invitation) byId("invite-dialog").close();
    if (!invitation || invitation.link === this.#shown) return;
    this.#shown = invitation.link; // there may be another one with the same code
    const page = invitation.page || location.origin + location.pathname;
    byId("invite-page").textContent = page.replace(/^https?:\/\//, "").replace(/\/$/, "");
    byId("invite-code").textContent = invitation.code;
    byId("invite-link").value = `${page}#${invitation.link}`;
    drawQr(byId("invite-qr"), invitation.qr);
  }

  /** By the older way, too: pages that came over plain http have no clipboard. */
  async #copy() {
    const link = byId("invite-link");
    link.select();
    const isCopied = await (navigator.clipboard?.writeText(link.value).then(() => true, () => false) ?? document.execCommand("copy"));
    byId("invite-news").textContent = isCopied ? "Copied. It works once, for one player." : "The browser does not copy it: mark it and copy it by hand.";
  }
}

/** @param {SVGElement} svg @param {{size: number, modules: Uint8Array}} qr */
function drawQr(svg, { size, modules }) {
  const side = size + 2 * QUIET_ZONE;
  let dark = "";
  for (let i = 0; i < size * size; i++) {
    if (modules[i >> 3] & (0x80 >> (i & 7))) dark += `M${(i % size) + QUIET_ZONE} ${Math.floor(i / size) + QUIET_ZONE}h1v1h-1z`;
  }
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  const shapes = [["rect", { width: side, height: side, fill: "#fff" }], ["path", { d: dark, fill: "#000" }]].map(([name, attributes]) => {
    const shape = document.createElementNS(SVG, /** @type {string} */ (name));
    for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, String(value));
    return shape;
  });
  svg.replaceChildren(...shapes);
}
