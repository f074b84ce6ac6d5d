// Our two drivers of multicast DNS on two hosts: the one that uses jmDNS, and our own.
import { host } from "./hosts.mjs";

export const TYPE = "_lanward._udp";
export const PATIENCE = 20_000;

/** For an event about that name. */
export const named = (name, more = () => true) => ({ where: (event) => event.name === name && more(event), timeoutMs: PATIENCE });

/** Two hosts, the first with `first`'s driver, the second with the other. */
export async function pair(t, first, how) {
  const [here, there] = [await host(t, "here", how), await host(t, "there", how)];
  const [jmdns, own] = [(each) => each.oursByJmdns(), (each) => each.ours()];
  const [ours, theirs] = first === "jmdns" ? [await jmdns(here), await own(there)] : [await own(here), await jmdns(there)];
  return { here, there, ours, theirs };
}
