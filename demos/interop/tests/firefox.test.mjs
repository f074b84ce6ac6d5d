// Debian's Firefox.
import { existsSync } from "node:fs";
import { startBrowser } from "../lib/browser-end.mjs";
import { stack } from "../lib/suite.mjs";

stack("Firefox", {
  missing: existsSync("/usr/bin/firefox-esr") ? undefined : "there is no /usr/bin/firefox-esr",
  start: (s, host) => startBrowser(s, "firefox", host),
});
