/**
 * Keeps the page's own files, and nothing else, so that it opens with no network and with its device off. What the server has comes
 * first, so a newer page is never hidden by an older one, nor another page that the same address serves now.
 */
const KEPT = "lanward-drop";
/** Every file of the page (a test compares them with what there is). */
const FILES = [
  "./",
  "acquaintances.js",
  "desk.js",
  "device.js",
  "drop.css",
  "drop.js",
  "drop.webmanifest",
  "hello/entry.js",
  "hello/fingerprints.js",
  "hello/hello.css",
  "hello/logo.svg",
  "hello/settings.js",
  "hello/shore.svg",
  "hello/words.js",
  "history.js",
  "icon-full.png",
  "icon.png",
  "intake.js",
  "introductions.js",
  "keep.js",
  "keyed.js",
  "lanward.js",
  "notices.js",
  "offline.js",
  "pace.js",
  "received.js",
  "row.js",
  "rows.js",
  "saving.js",
  "show.js",
  "snippet.js",
  "spell.js",
  "tar.js",
  "targets.js",
  "through.js",
  "tiles.js",
  "transfer/changes.js",
  "transfer/channel-link.js",
  "transfer/database.js",
  "transfer/directory-shelves.js",
  "transfer/drop-error.js",
  "transfer/entry-path.js",
  "transfer/file-source.js",
  "transfer/files.js",
  "transfer/index.js",
  "transfer/indexed-db-shelves.js",
  "transfer/manifest.js",
  "transfer/messages.js",
  "transfer/protocol.js",
  "transfer/receiver.js",
  "transfer/receiving-end.js",
  "transfer/sender.js",
  "transfer/sending-end.js",
  "transfer/shelves.js",
  "transfer/strict-json.js",
  "transfer/tree-hash.js",
  "unfinished.js",
  "welcome.js",
  "wire.js",
];
/** A network that swallows packets must not hold up the page for long. */
const PATIENCE_MS = 2_000;
/** After a request that failed, the others of the same page do not try. */
const TRUST_MS = 5_000;

const scope = new URL(self.registration.scope);
const urls = new Set(FILES.map((file) => new URL(file, scope).href));
let failedAt = -Infinity;

self.addEventListener("install", (event) => event.waitUntil(refresh().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(refresh().catch(() => {})); // what is kept stays
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  url.search = url.hash = "";
  if (event.request.method === "GET" && urls.has(url.href)) event.respondWith(answer(event.request, url.href));
});

/** @param {Request} request @param {string} href */
async function answer(request, href) {
  const kept = await caches.open(KEPT).then((cache) => cache.match(href));
  if (kept && performance.now() - failedAt < TRUST_MS) return kept;
  try {
    return await fetch(request, kept ? { signal: AbortSignal.timeout(PATIENCE_MS) } : {});
  } catch (error) {
    failedAt = performance.now();
    if (kept) return kept;
    throw error;
  }
}

/** All or nothing: a page of two versions would be worse than an old one. */
async function refresh() {
  const answers = await Promise.all([...urls].map((href) => fetch(href, { cache: "no-cache" })));
  if (!answers.every(({ ok }) => ok)) throw new Error("not all files of the page are there");
  const cache = await caches.open(KEPT);
  await Promise.all(answers.map((each) => cache.put(new URL(each.url), each)));
}
