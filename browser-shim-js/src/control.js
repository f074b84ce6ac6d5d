import { isLinkLocalIpv6, parseAddress } from "./address.js";
import { MalformedMessage } from "./errors.js";
import { readMediaMessage, readRing, readSdp } from "./media-messages.js";
import { oneOf, own, readBase64, readFingerprint, readInteger, readObject, textOf } from "./members.js";
import { isDeviceType, readName } from "./names.js";
import { SHARE_BYTES } from "./spake2.js";
import { isUuidV4 } from "./uuid.js";

/** The label of the control channel, and what no application label begins with. */
export const CONTROL_LABEL = "lanward";

const MAX_ADDRESSES = 8;
const MAX_KNOCKS = 16;
/** A page keeps what a device named; longer texts name no knock that it could know. */
const MAX_KNOCK_CHARACTERS = 16;
const PAIRING_KEY_BYTES = 32;
const CONFIRM_BYTES = 32;

/** A GCM tag, and room for the longest description with every character escaped. */
const SEALED_BYTES = { min: 16, max: 8_192 };

const GUESSES_PER_OPENING = 20;

/** Why a device refuses a pairing. */
export const REFUSALS = Object.freeze(/** @type {const} */ (["wrong-code", "code-expired", "pairing-closed", "busy", "malformed"]));

/** Why a side ends a session that it wants again. */
const FAREWELLS = Object.freeze(/** @type {const} */ (["closing", "restarting", "replaced"]));

/**
 * @typedef {import("./bytes.js").Bytes} Bytes
 * @typedef {import("./members.js").Members} Members
 * @typedef {{name: string, deviceType: string, host: string, addresses: string[], port: number}} DeviceDescription
 * @typedef {DeviceDescription & {fingerprint: Bytes, key: Bytes}} PairedDevice
 *
 * @typedef {{type: "hello", name: string, device: DeviceDescription | undefined, knocks: string[]}} HelloMessage `device` and `knocks` of a device only
 * @typedef {{type: "rotate", fingerprint: Bytes}} RotateMessage
 * @typedef {{type: "revoke"}} RevokeMessage
 * @typedef {{type: "bye", reason: typeof FAREWELLS[number] | "other"}} ByeMessage
 * @typedef {{type: "pair", step: "share", share: Bytes}} ShareMessage
 * @typedef {{type: "pair", step: "confirm", confirm: Bytes, sealed: Bytes}} ConfirmMessage
 * @typedef {{type: "pair", step: "linked", device: PairedDevice}} LinkedMessage
 * @typedef {{type: "pair", step: "refused", code: typeof REFUSALS[number] | "other", left: number}} RefusedMessage
 * @typedef {{type: "pair", step: "link", name: string}} LinkMessage
 * @typedef {ShareMessage | ConfirmMessage | LinkMessage | LinkedMessage | RefusedMessage} PairMessage
 * @typedef {import("./media-messages.js").MediaControlMessage} MediaControlMessage
 * @typedef {HelloMessage | RotateMessage | RevokeMessage | ByeMessage | PairMessage | MediaControlMessage} ControlMessage
 */

/**
 * Reads what a device sent on the control channel.
 *
 * @param {unknown} data
 * @returns {ControlMessage | undefined} nothing where the type or step is unknown: such a message is ignored
 * @throws {MalformedMessage}
 */
export function readControlMessage(data) {
  if (typeof data !== "string") throw new MalformedMessage("a control message must be text");
  const members = readObject(data);
  switch (own(members, "type")) {
    case "hello":
      return readHello(members);
    case "rotate":
      return { type: "rotate", fingerprint: readFingerprint(members) };
    case "revoke":
      return { type: "revoke" };
    case "bye":
      return { type: "bye", reason: oneOf(members, "reason", FAREWELLS) };
    case "pair":
      return readPairMessage(members);
    case "media":
      return readMediaMessage(members);
    case "sdp":
      return readSdp(members);
    case "ring":
      return readRing(members);
    default:
      if (typeof members.type !== "string") throw new MalformedMessage("type must be text");
      return undefined;
  }
}

/** @param {unknown} message @returns {string} */
export function writeControlMessage(message) {
  return JSON.stringify(message);
}

/** What is inside the device's confirm. @param {string} text @returns {PairedDevice} */
export function readPairedDevice(text) {
  return pairedDevice(readObject(text));
}

/** @param {Members} members @returns {HelloMessage | undefined} */
function readHello(members) {
  const version = readInteger(members, "version", 1, 2 ** 31 - 1);
  if (version !== 1) return undefined;
  const isDevice = Object.hasOwn(members, "deviceType");
  return {
    type: "hello",
    name: readNameOf(members),
    device: isDevice ? readDescription(members) : undefined,
    knocks: isDevice ? readKnocks(members) : [],
  };
}

/** @param {Members} members @returns {PairMessage | undefined} */
function readPairMessage(members) {
  switch (own(members, "step")) {
    case "share":
      return { type: "pair", step: "share", share: readBase64(members, "share", SHARE_BYTES) };
    case "confirm":
      return {
        type: "pair",
        step: "confirm",
        confirm: readBase64(members, "confirm", CONFIRM_BYTES),
        sealed: readSealed(members),
      };
    case "link":
      return { type: "pair", step: "link", name: readNameOf(members) };
    case "linked":
      return { type: "pair", step: "linked", device: pairedDevice(members) };
    case "refused":
      return { type: "pair", step: "refused", code: oneOf(members, "code", REFUSALS), left: readLeft(members) };
    default:
      if (typeof members.step !== "string") throw new MalformedMessage("step must be text");
      return undefined;
  }
}

/** @param {Members} members @returns {PairedDevice} */
function pairedDevice(members) {
  return { ...readDescription(members), fingerprint: readFingerprint(members), key: readBase64(members, "key", PAIRING_KEY_BYTES) };
}

/** @param {Members} members @returns {DeviceDescription} */
function readDescription(members) {
  const name = readNameOf(members);
  const deviceType = textOf(members, "deviceType");
  if (!isDeviceType(deviceType)) throw new MalformedMessage("deviceType must be 1 to 32 of a-z, 0-9 and -");
  const host = textOf(members, "host");
  if (!isUuidV4(host)) throw new MalformedMessage("host must be a UUIDv4");
  const port = readInteger(members, "port", 1, 65_535);
  return { name, deviceType, host, addresses: readAddresses(members), port };
}

/** @param {Members} members @returns {string} */
function readNameOf(members) {
  const name = readName(textOf(members, "name"));
  if (name === undefined) throw new MalformedMessage("name must have 1 to 64 characters");
  return name;
}

/** @param {Members} members @returns {string[]} */
function readAddresses(members) {
  const addresses = own(members, "addresses");
  if (!Array.isArray(addresses) || addresses.length > MAX_ADDRESSES) {
    throw new MalformedMessage(`addresses must be an array of at most ${MAX_ADDRESSES}`);
  }
  const canonical = addresses.map((address) => {
    const parsed = typeof address === "string" ? parseAddress(address) : undefined;
    if (parsed === undefined) throw new MalformedMessage("addresses must be IPv4 or IPv6 literals");
    return parsed;
  });
  return canonical.filter((address) => !isLinkLocalIpv6(address));
}

/** @param {Members} members @returns {string[]} */
function readKnocks(members) {
  const knocks = own(members, "knocks") ?? [];
  if (!Array.isArray(knocks) || knocks.length > MAX_KNOCKS || knocks.some((knock) => typeof knock !== "string")) {
    throw new MalformedMessage(`knocks must be an array of at most ${MAX_KNOCKS} texts`);
  }
  return knocks.filter((knock) => knock.length <= MAX_KNOCK_CHARACTERS);
}

/** @param {Members} members */
function readSealed(members) {
  const sealed = readBase64(members, "sealed");
  if (sealed.length < SEALED_BYTES.min || sealed.length > SEALED_BYTES.max) {
    throw new MalformedMessage(`sealed must have ${SEALED_BYTES.min} to ${SEALED_BYTES.max} bytes, was ${sealed.length}`);
  }
  return sealed;
}

/** @param {Members} members @returns {number} */
function readLeft(members) {
  return own(members, "left") === undefined ? 0 : readInteger(members, "left", 0, GUESSES_PER_OPENING);
}
