package dev.lanward.mdns.unicast;

/**
 * What keeps a service from being told, or found, by ordinary DNS.
 *
 * @param code one word for programs: {@code dns-unreachable}, {@code dns-key}, {@code dns-clock},
 *     {@code dns-zone}, {@code dns-refused}, {@code dns-name} or {@code dns-failed}
 * @param message one or two sentences for people: what it is and what to do
 */
public record UnicastProblem(String code, String message) {}
