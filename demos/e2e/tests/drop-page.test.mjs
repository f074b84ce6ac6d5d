// Files between a page and a device, in Chromium.
import { dropPageScenario } from "../lib/drop-page.mjs";

dropPageScenario("chromium");
