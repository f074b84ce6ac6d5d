package dev.lanward.peer.dtls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ContentType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** Bouncy Castle's curves and hashes, the JDK's AES-GCM, and bounds on decrypted messages. */
final class DtlsCrypto extends BcTlsCrypto {

  DtlsCrypto(SecureRandom random) {
    super(random);
  }

  @Override
  public TlsCipher createCipher(TlsCryptoParameters parameters, int encryption, int mac)
      throws IOException {
    return new BoundedCipher(super.createCipher(parameters, encryption, mac));
  }

  @Override
  protected TlsAEADCipher createCipher_AES_GCM(
      TlsCryptoParameters parameters, int keyBytes, int macBytes) throws IOException {
    return new TlsAEADCipher(
        parameters,
        new JdkAesGcm(Cipher.ENCRYPT_MODE),
        new JdkAesGcm(Cipher.DECRYPT_MODE),
        keyBytes,
        macBytes,
        TlsAEADCipher.AEAD_GCM,
        null);
  }

  /**
   * Drops whatever does not verify, and encrypted handshake records that announce unbearable sizes,
   * as {@link Records#isBearable} does for those in the clear: a peer can encrypt before it has
   * proved who it is.
   */
  private record BoundedCipher(TlsCipher inner) implements TlsCipher {

    @Override
    public TlsDecodeResult decodeCiphertext(
        long sequence, short type, ProtocolVersion version, byte[] from, int offset, int length)
        throws IOException {
      TlsDecodeResult decoded;
      try {
        decoded = inner.decodeCiphertext(sequence, type, version, from, offset, length);
      } catch (TlsFatalAlert e) {
        // A record too short to hold a tag is a decode_error to Bouncy Castle, and fatal, though
        // anybody can send one: "invalid records SHOULD be silently discarded" (RFC 6347 4.1.2.7).
        throw new TlsFatalAlert(AlertDescription.bad_record_mac, e);
      }
      if (decoded.contentType == ContentType.handshake
          && !Records.isBearableHandshake(
              ByteBuffer.wrap(decoded.buf, decoded.off, decoded.len).slice())) {
        throw new TlsFatalAlert(AlertDescription.bad_record_mac);
      }
      return decoded;
    }

    @Override
    public TlsEncodeResult encodePlaintext(
        long sequence,
        short type,
        ProtocolVersion version,
        int headerBytes,
        byte[] from,
        int offset,
        int length)
        throws IOException {
      return inner.encodePlaintext(sequence, type, version, headerBytes, from, offset, length);
    }

    @Override
    public int getCiphertextDecodeLimit(int limit) {
      return inner.getCiphertextDecodeLimit(limit);
    }

    @Override
    public int getCiphertextEncodeLimit(int limit) {
      return inner.getCiphertextEncodeLimit(limit);
    }

    @Override
    public int getPlaintextDecodeLimit(int limit) {
      return inner.getPlaintextDecodeLimit(limit);
    }

    @Override
    public int getPlaintextEncodeLimit(int limit) {
      return inner.getPlaintextEncodeLimit(limit);
    }

    @Override
    public void rekeyDecoder() throws IOException {
      inner.rekeyDecoder();
    }

    @Override
    public void rekeyEncoder() throws IOException {
      inner.rekeyEncoder();
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
      return inner.usesOpaqueRecordTypeDecode();
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
      return inner.usesOpaqueRecordTypeEncode();
    }
  }
}
