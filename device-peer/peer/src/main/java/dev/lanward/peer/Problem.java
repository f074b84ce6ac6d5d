package dev.lanward.peer;

/**
 * Something that a person should know of and that stops nothing else.
 *
 * @param code one word for programs: {@code wrong-certificate} (somebody who holds a pairing key,
 *     or repeats a recorded knock, showed another certificate), {@code storage} (the trust store
 *     failed), {@code standing-port} (another program has it), {@code host-conflict} (another host
 *     speaks for our name)
 * @param message what happened and what to do, for people
 */
public record Problem(String code, String message) {}
