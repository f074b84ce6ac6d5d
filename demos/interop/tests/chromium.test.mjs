// Debian's Chromium; as it is, and with the interleaving of messages (RFC 8260) that waits behind a field trial.
import { existsSync } from "node:fs";
import { startBrowser } from "../lib/browser-end.mjs";
import { stack } from "../lib/suite.mjs";

const missing = existsSync("/usr/bin/chromium") ? undefined : "there is no /usr/bin/chromium";
const interleaving = ["--force-fieldtrials=WebRTC-DataChannelMessageInterleaving/Enabled/"];

stack("Chromium", { missing, start: (s, host) => startBrowser(s, "chromium", host) });
stack("I-DATA in Chromium", { missing, start: (s, host) => startBrowser(s, "chromium", host, interleaving) });
