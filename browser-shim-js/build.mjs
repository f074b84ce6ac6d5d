// Makes dist/lanward.js, the one-file ES module, with its source map.
import { build } from "esbuild";

await build({
  entryPoints: ["src/lanward.js"],
  outfile: "dist/lanward.js",
  bundle: true,
  format: "esm",
  platform: "browser",
  target: ["chrome111", "firefox115", "safari16.4"],
  minify: true,
  sourcemap: true,
  legalComments: "linked",
  logLevel: "info",
});
