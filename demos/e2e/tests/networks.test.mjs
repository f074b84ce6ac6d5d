// Browser hosts on networks that are not the simplest: a firewall that lets nothing unsolicited in, two interfaces, IPv6 only.
import assert from "node:assert/strict";
import { browserKinds } from "../lib/browser.mjs";
import { HelloPage } from "../lib/hello-page.mjs";
import { lab } from "../lib/lab.mjs";
import { LibraryPage } from "../lib/library-page.mjs";
import { scenario } from "../lib/scenario.mjs";
import { helloDirectory, librarySite } from "../lib/sites.mjs";

for (const kind of browserKinds) {
  scenario(`${kind} behind a firewall that drops all that is unsolicited`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer")];
    await lab.firewall("viewer", "drop-unsolicited");
    const [device, browser, server] = await Promise.all([
      s.device(home, { args: ["--pair", "--serve", helloDirectory] }),
      s.browser(kind, viewer),
      s.serve(web, { mounts: librarySite }),
    ]);
    const { code, link } = await device.event("pairing");
    await s.step("pairs by code on the device's own page, though no name resolves", async () => {
      const page = await HelloPage.open(browser, device.ready.url);
      await page.pair(code);
      await page.state("connected");
      await page.echoes();
    });
    await s.step("pairs by link on another host's page, and connects", async () => {
      const page = await LibraryPage.open(browser, server.origin);
      const { id } = await page.mustPair(link);
      await page.mustConnect(id);
    });
    await s.step("pairs by code on another host's page where multicast DNS is let in", async () => {
      await lab.firewall("viewer", "drop-unsolicited", { allowMdns: true });
      const page = await LibraryPage.open(browser, server.origin);
      const { id } = await page.mustPair(newest(device).code);
      await page.mustConnect(id);
    });
  });

  scenario(`${kind} on a host with two interfaces`, async (s) => {
    const [home, web, viewer] = [await s.host("home"), await s.host("web"), await s.host("viewer", { secondInterface: true })];
    await pairsByNameAlone(s, kind, { home, web, viewer });
  });

  scenario(`${kind} where the network gives out IPv6 only`, async (s) => {
    // There a desktop has given itself an IPv4 address of 169.254.0.0/16 (RFC 3927), from which the device's own is out of reach.
    const viewer = await s.host("viewer", { ipv4: "link-local" });
    assert.equal(viewer.ipv4, "");
    await pairsOverIpv6(s, kind, viewer);
  });

  if (kind === "firefox") {
    scenario("firefox on a host with no IPv4 address at all", async (s) => {
      await pairsOverIpv6(s, kind, await s.host("viewer", { ipv4: "none" }));
    });
  }
}

// On Linux it binds its multicast DNS socket to ff02::fb without naming an interface, which the kernel refuses. It then has no IPv6 multicast
// DNS, and where there is no IPv4 either, none at all. It hides its own addresses behind .local names, which it cannot make now: no candidate
// ever comes to be, and no page can do anything about it. Should this fail, Chromium has mended it: then the README's limit goes, too.
scenario("chromium on a host with no IPv4 address at all gathers no candidate, and the page says not-found", async (s) => {
  const { device, browser, server } = await besideIpv6Only(s, "chromium", await s.host("viewer", { ipv4: "none" }));
  const page = await LibraryPage.open(browser, server.origin);
  await page.mustFail(page.pair(newest(device).link), "not-found");
  await page.mustFail(page.pair(newest(device).code), "name-unresolved");
  assert.deepEqual(await browser.evaluate(candidatesWithin, 2_000), { candidates: [], state: "gathering" });
});

scenario("chromium on a host with no IPv4 address at all, told not to hide addresses", async (s) => {
  const viewer = await s.host("viewer", { ipv4: "none" });
  await pairsOverIpv6(s, "chromium", viewer, { args: ["--disable-features=WebRtcHideLocalIpsWithMdns"], resolves: false });
});

/** By link, and by code where the page knows the device's address or the browser asks for names over the one IPv4 address it has. */
async function pairsOverIpv6(s, kind, viewer, { args = [], resolves = kind === "chromium" } = {}) {
  const { home, device, browser, server } = await besideIpv6Only(s, kind, viewer, args);
  const page = await LibraryPage.open(browser, server.origin);
  const speaksIpv6 = async () => assert.equal(await page.remoteAddress(), home.ipv6);

  await s.step("pairs by link on another host's page, and connects", async () => {
    const { id } = await page.mustPair(newest(device).link);
    await page.mustConnect(id);
    await speaksIpv6();
  });
  if (resolves) {
    await s.step("pairs by code on another host's page, and connects", async () => {
      const { id } = await page.mustPair(newest(device).code);
      await page.mustConnect(id);
      await speaksIpv6();
    });
  }
  await s.step("pairs by code on the device's own page", async () => {
    const own = await HelloPage.open(browser, `http://[${home.ipv6}]:47480/`);
    await own.pair(newest(device).code);
    await own.state("connected");
    await own.echoes();
  });
}

/** A device with its page and another page's server, both as the viewer can reach them. */
async function besideIpv6Only(s, kind, viewer, args = []) {
  const [home, web] = [await s.host("home"), await s.host("web")];
  const [device, browser, server] = await Promise.all([
    s.device(home, { args: ["--pair", "--serve", helloDirectory] }),
    s.browser(kind, viewer, { args }),
    s.serve({ ...web, ipv4: "" }, { mounts: librarySite }),
  ]);
  await device.event("pairing");
  return { home, device, browser, server };
}

/** In the page: what is gathered in that time. */
async function candidatesWithin(milliseconds) {
  const connection = new RTCPeerConnection();
  const candidates = [];
  connection.onicecandidate = ({ candidate }) => candidate && candidates.push(candidate.candidate);
  connection.createDataChannel("any");
  await connection.setLocalDescription(await connection.createOffer());
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const state = connection.iceGatheringState;
  connection.close();
  return { candidates, state };
}

/** On a page of another host, so that the name is all that leads to the device. */
async function pairsByNameAlone(s, kind, { home, web, viewer }) {
  const [device, browser, server] = await Promise.all([
    s.device(home, { args: ["--pair"] }),
    s.browser(kind, viewer),
    s.serve(web, { mounts: librarySite }),
  ]);
  const page = await LibraryPage.open(browser, server.origin);
  const { id } = await page.mustPair((await device.event("pairing")).code);
  await page.mustConnect(id);
  return page;
}

/** The code and the link that the device shows now. */
const newest = (device) => device.process.events.filter(({ event }) => event === "pairing").at(-1);
