// Files between a page and a device, in Firefox.
import { dropPageScenario } from "../lib/drop-page.mjs";

dropPageScenario("firefox");
