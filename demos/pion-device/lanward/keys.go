package lanward

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// DoorPort is the usual UDP port of a door (section 5).
const DoorPort = 47470

// strict64 is base64 without padding that refuses unused bits (sections 1 and 6).
var (
	strict64    = base64.RawStdEncoding.Strict()
	strict64URL = base64.RawURLEncoding.Strict()
)

// Fingerprint is the SHA-256 of a certificate's DER encoding.
type Fingerprint [sha256.Size]byte

// FingerprintOf gives the fingerprint of a certificate in DER.
func FingerprintOf(der []byte) Fingerprint { return sha256.Sum256(der) }

// String spells it as SDP and JSON do: upper-case hexadecimal pairs joined by colons.
func (f Fingerprint) String() string {
	pairs := make([]string, len(f))
	for i, b := range f {
		pairs[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(pairs, ":")
}

// PairingID is the id of a peer that paired with this certificate (section 2).
func (f Fingerprint) PairingID() string { return hex.EncodeToString(f[:16]) }

// StandingPort is the port that a device with this certificate always listens on, too (section 5).
func (f Fingerprint) StandingPort() int {
	sum := sha256.Sum256(append([]byte("lanward standing port"), f[:]...))
	return 49152 + int(binary.BigEndian.Uint16(sum[:]))%16384
}

var fingerprintText = regexp.MustCompile(`^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}$`)

// ParseFingerprint reads what [Fingerprint.String] writes, in capital or small letters, and nothing else.
func ParseFingerprint(text string) (f Fingerprint, err error) {
	if !fingerprintText.MatchString(text) {
		return f, errors.New("a fingerprint is 32 hexadecimal pairs joined by colons")
	}
	_, err = hex.Decode(f[:], []byte(strings.ReplaceAll(text, ":", "")))
	return f, err
}

// derive is HKDF-SHA-256 with an empty salt; info is the concatenation of its parts (section 1).
func derive(key []byte, length int, info ...[]byte) []byte {
	var all []byte
	for _, part := range info {
		all = append(all, part...)
	}
	out, err := hkdf.Key(sha256.New, key, nil, string(all), length)
	if err != nil {
		panic(err) // of lengths above 8,160 only
	}
	return out
}

// uuidOf makes a UUIDv4 of the first 16 bytes (section 1).
func uuidOf(b []byte) string {
	var u [16]byte
	copy(u[:], b[:16])
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

var uuidText = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

func isUUID(text string) bool { return uuidText.MatchString(text) }

// NameplateHost is the host name of a device in pairing mode, without ".local" (section 3).
func NameplateHost(nameplate int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "lanward nameplate%d", nameplate))
	return uuidOf(sum[:])
}

// Key is a pairing key: the 32 bytes that two peers share after pairing.
type Key [32]byte

// String keeps keys out of logs.
func (k Key) String() string { return "REDACTED" }

func (k Key) hostKey(ofPage bool) []byte {
	if ofPage {
		return derive(k[:], 32, []byte("lanward host-name page"))
	}
	return derive(k[:], 32, []byte("lanward host-name"))
}

func (k Key) advertKey(ofPage bool) []byte {
	if ofPage {
		return derive(k[:], 32, []byte("lanward advert page"))
	}
	return derive(k[:], 32, []byte("lanward advert device"))
}

// resolvableHost is the host name that only the two of a pairing know for one (section 3).
func resolvableHost(hostKey []byte, r [6]byte) string {
	mac := hmac.New(sha256.New, hostKey)
	mac.Write(r[:])
	return uuidOf(append(r[:], mac.Sum(nil)[:10]...))
}

// isResolvableHost says whether a host name was made under this key.
func isResolvableHost(hostKey []byte, uuid string) bool {
	var r [6]byte
	if !isUUID(uuid) {
		return false
	}
	digits := strings.ReplaceAll(uuid, "-", "")
	if _, err := hex.Decode(r[:], []byte(digits[:12])); err != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(resolvableHost(hostKey, r)), []byte(uuid)) == 1
}

// isResolvableID says whether one of the tags of a private device's id was made under this key (section 14.1).
func isResolvableID(advertKey, id []byte) bool {
	const nonce, tag = 8, 4
	if len(id) != nonce+16*tag && len(id) != nonce+32*tag {
		return false
	}
	mac := hmac.New(sha256.New, advertKey)
	mac.Write(id[:nonce])
	want, found := mac.Sum(nil)[:tag], 0
	for at := nonce; at < len(id); at += tag {
		found |= subtle.ConstantTimeCompare(want, id[at:at+tag])
	}
	return found == 1
}
