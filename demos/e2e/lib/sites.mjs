// What tests serve: the hello page and the test pages, each with the library beside it, as any web server would.
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Given to a device's --serve, too: devices put /lanward.js there by themselves. */
export const helloDirectory = at("../../hello");
export const pagesDirectory = at("../tests/pages");

const library = { "/lanward.js": at("../../../browser-shim-js/dist/lanward.js") };

/** For `s.serve(host, { mounts })`. */
export const helloSite = { "/": helloDirectory, ...library };
export const librarySite = { "/": pagesDirectory, ...library };

/** The game, which has something of the hello page beside it, as on a device. */
export const gameSite = { "/": at("../../game"), "/hello/": helloDirectory, ...library };

/** The test page of the drop page's transfers, with these beside it. */
export const dropSite = { ...librarySite, "/transfer/": at("../../drop/page/transfer") };
