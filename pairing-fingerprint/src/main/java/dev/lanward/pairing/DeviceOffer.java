package dev.lanward.pairing;

/**
 * What a device hands to a page with which it pairs (protocol sections 9 and 10).
 *
 * @param device its description
 * @param fingerprint of its own certificate
 * @param key the fresh pairing key
 */
public record DeviceOffer(DeviceDescription device, Fingerprint fingerprint, PairingKey key) {}
