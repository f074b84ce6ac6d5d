// How the browsers are started: quiet, headless, and open to what the tests need to see.

const chromiumArguments = [
  "--no-sandbox", // we are root in a namespace of our own
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-domain-reliability",
  "--autoplay-policy=no-user-gesture-required",
  // What it is going to do anyway: refuse a local description whose ufrag was changed. Other trials take the place of this one.
  "--force-fieldtrials=WebRTC-NoSdpMangleUfrag/Enabled/",
];

const quietFirefox = {
  "app.normandy.enabled": false,
  "app.shield.optoutstudies.enabled": false,
  "app.update.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.safebrowsing.downloads.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.search.update": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.region.network.url": "",
  "datareporting.healthreport.uploadEnabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.push.connection.enabled": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.systemAddon.update.enabled": false,
  "extensions.update.enabled": false,
  "geo.enabled": false,
  "media.gmp-manager.updateEnabled": false,
  "media.gmp-provider.enabled": false,
  "media.autoplay.default": 0,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.dns.disablePrefetch": true,
  "network.prefetch-next": false,
  "network.trr.mode": 5,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "dom.ipc.processPrelaunch.enabled": false,
  "toolkit.shutdown.fastShutdownStage": 3, // ends after the profile is written; the rest takes 3 s
  "toolkit.telemetry.enabled": false,
  "toolkit.telemetry.server": "data:,",
};

/** @param {{ kind: "chromium" | "firefox", profile: string, args: string[], prefs: object, viewport: object }} settings */
export function launchOptions({ kind, profile, args, prefs, viewport }) {
  const common = {
    headless: true,
    userDataDir: profile,
    acceptInsecureCerts: true, // the lab's https servers sign for themselves
    defaultViewport: viewport,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    protocolTimeout: 120_000,
  };
  if (kind === "chromium") {
    return { ...common, browser: "chrome", executablePath: "/usr/bin/chromium", pipe: true, args: [...chromiumArguments, ...args] };
  }
  if (kind === "firefox") {
    return { ...common, browser: "firefox", executablePath: "/usr/bin/firefox-esr", args, extraPrefsFirefox: { ...quietFirefox, ...prefs } };
  }
  throw new Error(`there is no browser '${kind}', only chromium and firefox`);
}
