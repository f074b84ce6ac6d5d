/**
 * Attackers, for the tests of the security model: each plays one adversary of
 * docs/security-model.md and reports what it did and saw, as one JSON object a line.
 *
 * <p>They are made from the project's own cores, so that each is as able as a real peer: {@link
 * dev.lanward.attackers.OwnDoor} is a device's side, {@link dev.lanward.attackers.Knocking} a
 * page's, {@link dev.lanward.attackers.Endpoint} what follows on either. {@link
 * dev.lanward.attackers.Attack} starts one; README.md tells what must come of it.
 *
 * <p>An attacker sends to the addresses on its command line and to whoever spoke to it first,
 * nowhere else; multicast only on an interface that is named.
 */
@NullMarked
package dev.lanward.attackers;

import org.jspecify.annotations.NullMarked;
