import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

const PAGE = new URL("../", import.meta.url);
const HELLO = new URL("../../../hello/", import.meta.url);
const read = (name) => readFileSync(name.startsWith("hello/") ? new URL(name.slice(6), HELLO) : new URL(name, PAGE), "utf8");
const NOT_SERVED = new Set(["test", "node_modules", "package.json", "package-lock.json", "tsconfig.json", "README.md", "sw.js"]);

/** Everything that the page loads, found by following it from index.html. */
function loaded() {
  const found = new Set(["index.html"]);
  for (const name of found) {
    if (name === "lanward.js") continue; // the library is one file
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    const patterns = name.endsWith(".js") ? [/from "(\.[^"]+)"/g, /import\("(\.[^"]+)"\)/g] : name.endsWith(".css") ? [/url\(([^)]+)\)/g] : [/(?:src|href)"?[=:] ?"([^"#]+)"/g];
    for (const pattern of patterns) for (const [, path] of read(name).matchAll(pattern)) found.add(new URL(path, `http://x/${folder}`).pathname.slice(1));
  }
  return found;
}

test("the service worker keeps every file that the page loads, and no other", () => {
  const [, list] = /const FILES = \[([^\]]*)\]/.exec(read("sw.js"));
  const kept = [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => (name === "./" ? "index.html" : name));
  assert.equal(new Set(kept).size, kept.length);
  assert.deepEqual([...kept].sort(), [...loaded()].sort());
});

test("every file of the page is loaded by it", () => {
  const there = readdirSync(PAGE, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => `${each.parentPath ?? each.path}/${each.name}`.replace(/^.*demos\/drop\/page\/+/, ""))
    .filter((name) => !name.split("/").some((each) => NOT_SERVED.has(each)) && !name.endsWith(".d.ts"));
  const pageLoads = loaded();
  assert.deepEqual(there.filter((name) => !pageLoads.has(name)), []);
});

test("the manifest makes an app of the page", () => {
  const manifest = JSON.parse(read("drop.webmanifest"));
  assert.equal(manifest.start_url, "./");
  for (const { src } of manifest.icons) assert.ok(read(src).length > 0);
  assert.deepEqual(manifest.icons.map(({ type, purpose }) => `${type} ${purpose}`), ["image/svg+xml any", "image/png any", "image/png maskable"]);
});
