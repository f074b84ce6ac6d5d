package lanward

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"math/big"

	"filippo.io/nistec"
)

// SPAKE2 (RFC 9382) with P-256, SHA-256, HKDF and HMAC, AAD empty (section 9). Side A is the page, side B the device.
type spake2 struct {
	isA                  bool
	w, secret            []byte
	identityA, identityB []byte
	share                []byte // pA of A, pB of B: 65 bytes
}

// spake2Keys is what both sides have after the shares. cA and cB are the confirmations that they send.
type spake2Keys struct{ tt, ke, ka, kcA, kcB, cA, cB []byte }

// M and N of RFC 9382 section 4, uncompressed.
var (
	spake2M = mustPoint("04886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f5ff355163e43ce224e0b0e65ff02ac8e5c7be09419c785e0ca547d55a12e2d20")
	spake2N = mustPoint("04d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b4907d60aa6bfade45008a636337f5168c64d9bd36034808cd564490b1e656edbe7")
)

const shareBytes = 65

var errBadShare = errors.New("the share is no point of P-256 in uncompressed form")

// passwordScalar is w of a code in its canonical form.
func passwordScalar(code string) []byte {
	n := elliptic.P256().Params().N
	return scalar(derive([]byte(code), 40, []byte("lanward spake2 w")), n).FillBytes(make([]byte, 32))
}

// newSpake2 begins a side with a fresh secret.
func newSpake2(isA bool, w, identityA, identityB []byte) (*spake2, error) {
	secret, err := rand.Int(rand.Reader, elliptic.P256().Params().N)
	if err != nil {
		return nil, err
	}
	return newSpake2With(isA, w, identityA, identityB, secret)
}

func newSpake2With(isA bool, w, identityA, identityB []byte, secret *big.Int) (*spake2, error) {
	side := &spake2{isA: isA, w: w, secret: secret.FillBytes(make([]byte, 32)), identityA: identityA, identityB: identityB}
	own, err := nistec.NewP256Point().ScalarBaseMult(side.secret)
	if err != nil {
		return nil, err
	}
	blind, err := nistec.NewP256Point().ScalarMult(side.blindingPoint(isA), w)
	if err != nil {
		return nil, err
	}
	side.share = own.Add(own, blind).Bytes()
	if len(side.share) != shareBytes { // the identity, by a chance that never comes
		return nil, errBadShare
	}
	return side, nil
}

// finish takes the other side's share. What it computes is worth nothing before the other's confirmation was right.
func (s *spake2) finish(other []byte) (*spake2Keys, error) {
	if len(other) != shareBytes || other[0] != 4 {
		return nil, errBadShare
	}
	point, err := nistec.NewP256Point().SetBytes(other)
	if err != nil {
		return nil, errBadShare
	}
	blind, err := nistec.NewP256Point().ScalarMult(s.blindingPoint(!s.isA), s.w)
	if err != nil {
		return nil, err
	}
	// The cofactor of P-256 is 1.
	k, err := point.Add(point, blind.Negate(blind)).ScalarMult(point, s.secret)
	if err != nil {
		return nil, err
	}
	shared := k.Bytes()
	if len(shared) != shareBytes {
		return nil, errBadShare // the identity
	}
	pA, pB := s.share, other
	if !s.isA {
		pA, pB = other, s.share
	}
	return spake2Schedule(transcript(s.identityA, s.identityB, pA, pB, shared, s.w)), nil
}

func (s *spake2) blindingPoint(ofA bool) *nistec.P256Point {
	if ofA {
		return spake2M
	}
	return spake2N
}

// transcript is TT of RFC 9382 section 3.3: each part after its length in eight bytes, little-endian.
func transcript(parts ...[]byte) (tt []byte) {
	for _, part := range parts {
		tt = binary.LittleEndian.AppendUint64(tt, uint64(len(part)))
		tt = append(tt, part...)
	}
	return tt
}

func spake2Schedule(tt []byte) *spake2Keys {
	hash := sha256.Sum256(tt)
	ke, ka := hash[:16], hash[16:]
	confirmation := derive(ka, 32, []byte("ConfirmationKeys"))
	kcA, kcB := confirmation[:16], confirmation[16:]
	mac := func(key []byte) []byte {
		m := hmac.New(sha256.New, key)
		m.Write(tt)
		return m.Sum(nil)
	}
	return &spake2Keys{tt: tt, ke: ke, ka: ka, kcA: kcA, kcB: kcB, cA: mac(kcA), cB: mac(kcB)}
}

// seal and open are AES-256-GCM with a nonce of zeros: each key seals one message (section 9).
func (k *spake2Keys) seal(byPage bool, plain []byte) []byte {
	return k.aead(byPage).Seal(nil, make([]byte, 12), plain, nil)
}

func (k *spake2Keys) open(byPage bool, sealed []byte) ([]byte, error) {
	return k.aead(byPage).Open(nil, make([]byte, 12), sealed, nil)
}

func (k *spake2Keys) sealKey(ofPage bool) []byte {
	if ofPage {
		return derive(k.ke, 32, []byte("lanward pairing seal page"))
	}
	return derive(k.ke, 32, []byte("lanward pairing seal device"))
}

func (k *spake2Keys) aead(ofPage bool) cipher.AEAD {
	block, err := aes.NewCipher(k.sealKey(ofPage))
	if err != nil {
		panic(err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return aead
}

func mustPoint(digits string) *nistec.P256Point {
	bytes, err := hex.DecodeString(digits)
	if err != nil {
		panic(err)
	}
	point, err := nistec.NewP256Point().SetBytes(bytes)
	if err != nil {
		panic(err)
	}
	return point
}
