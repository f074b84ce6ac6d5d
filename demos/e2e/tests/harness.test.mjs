// The harness itself, with real browsers on hosts of their own. What it rests on must hold before any other test means something.
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { browserKinds } from "../lib/browser.mjs";
import { lab, until } from "../lib/lab.mjs";
import { Scenario, scenario } from "../lib/scenario.mjs";

const pages = fileURLToPath(new URL("pages", import.meta.url));

for (const kind of browserKinds) {
  scenario(`${kind} loads, drives and photographs a page from another host over http`, async (s) => {
    const server = await s.serve(await s.host("web"), { mounts: { "/": pages } });
    const browser = await s.browser(kind, await s.host("viewer"));
    await browser.goto(`${server.origin}/`);
    assert.deepEqual(await browser.evaluate(() => [document.title, isSecureContext, typeof crypto.subtle]), ["Harness", false, "undefined"]);
    await browser.type("#name", "Ada");
    await browser.click("#greet");
    assert.equal(await browser.waitFor(() => document.querySelector("#greeting").value), "Hello, Ada");
    await until("the console line arrives", () => browser.console.some((line) => line.text === "Hello, Ada"));
    await browser.waitFor(() => document.querySelector("#qr").complete);
    assert.equal(await browser.readQr(), "lanward:harness");
    assert.equal(await browser.readQr("#qr"), "lanward:harness");
    await assert.rejects(browser.evaluate(() => Promise.reject(new Error("on purpose"))), /on purpose/);
    await assert.rejects(browser.waitFor(() => false, { timeoutMs: 100 }), /not so within \d+ ms/);
    const second = await browser.newPage();
    await second.goto(`${server.origin}/?second`);
    assert.equal(await second.evaluate(() => location.search), "?second");
    assert.equal(await browser.evaluate(() => location.search), "");
    await second.close();
  });

  scenario(`${kind} has a secure context on an https page of the lab`, async (s) => {
    const server = await s.serve(await s.host("web"), { mounts: { "/": pages }, https: true });
    const browser = await s.browser(kind, await s.host("viewer"));
    await browser.goto(`${server.origin}/`);
    assert.deepEqual(await browser.evaluate(() => [isSecureContext, typeof crypto.subtle]), [true, "object"]);
  });

  scenario(`${kind} keeps its storage over a restart, and a reload`, async (s) => {
    const server = await s.serve(await s.host("web"), { mounts: { "/": pages } });
    const browser = await s.browser(kind, await s.host("viewer"));
    await browser.goto(`${server.origin}/`);
    await browser.evaluate(keepCertificate);
    await browser.reload();
    const kept = await browser.evaluate(keptCertificate);
    assert.match(kept, /^([0-9a-f]{2}:){31}[0-9a-f]{2}$/i);
    await browser.restart();
    await browser.goto(`${server.origin}/`);
    assert.equal(await browser.evaluate(keptCertificate), kept);
  });

  const other = kind === "chromium" ? "firefox" : "chromium";
  scenario(`a data channel that ${kind} opens to ${other} on another host echoes`, async (s) => {
    const server = await s.serve(await s.host("web"), { mounts: { "/": pages } });
    const [caller, callee] = await Promise.all([s.browser(kind, await s.host("caller")), s.browser(other, await s.host("callee"))]);
    await Promise.all([caller, callee].map((browser) => browser.goto(`${server.origin}/`)));
    const offer = await caller.evaluate(makeOffer);
    assert.match(offer.sdp, /candidate:.* [0-9a-f-]{36}\.local /, "browsers hide their addresses behind mDNS names");
    await caller.evaluate(takeAnswer, await callee.evaluate(makeAnswer, offer));
    assert.equal(await caller.waitFor(() => globalThis.heard), "echo: hello");
  });
}

scenario("a host that cannot be made is what a test fails with, and those of others stay", async (s) => {
  await s.host("one");
  const inner = new Scenario(join(s.directory, "inner"), {});
  await inner.host("two");
  await assert.rejects(inner.host("one"), /there is a host 'one' already/);
  await inner.close();
  assert.deepEqual((await lab.list()).map(({ name }) => name), ["one"]);
});

// What follows runs in the page.

async function keepCertificate() {
  const certificate = await RTCPeerConnection.generateCertificate({ name: "ECDSA", namedCurve: "P-256" });
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open("harness", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("kept");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  await new Promise((resolve, reject) => {
    const transaction = database.transaction("kept", "readwrite", { durability: "strict" });
    transaction.objectStore("kept").put(certificate, "certificate");
    transaction.oncomplete = resolve;
    transaction.onerror = () => reject(transaction.error);
  });
  database.close();
}

async function keptCertificate() {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open("harness", 1);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const certificate = await new Promise((resolve, reject) => {
    const request = database.transaction("kept").objectStore("kept").get("certificate");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  database.close();
  const connection = new RTCPeerConnection({ certificates: [certificate] });
  connection.createDataChannel("any");
  const { sdp } = await connection.createOffer();
  connection.close();
  return /a=fingerprint:sha-256 (\S+)/.exec(sdp)[1];
}

async function makeOffer() {
  const connection = (globalThis.connection = new RTCPeerConnection());
  const channel = connection.createDataChannel("echo");
  channel.onopen = () => channel.send("hello");
  channel.onmessage = (message) => (globalThis.heard = message.data);
  await connection.setLocalDescription();
  await new Promise((resolve) => {
    const check = () => connection.iceGatheringState === "complete" && resolve();
    connection.onicegatheringstatechange = check;
    check();
  });
  return { type: "offer", sdp: connection.localDescription.sdp };
}

async function makeAnswer(offer) {
  const connection = (globalThis.connection = new RTCPeerConnection());
  connection.ondatachannel = ({ channel }) => {
    channel.onmessage = (message) => channel.send(`echo: ${message.data}`);
  };
  await connection.setRemoteDescription(offer);
  await connection.setLocalDescription();
  await new Promise((resolve) => {
    const check = () => connection.iceGatheringState === "complete" && resolve();
    connection.onicegatheringstatechange = check;
    check();
  });
  return { type: "answer", sdp: connection.localDescription.sdp };
}

async function takeAnswer(answer) {
  await globalThis.connection.setRemoteDescription(answer);
}
