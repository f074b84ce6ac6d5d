package lanward

import (
	"crypto/sha256"
	"errors"
)

// KnockKind is the version of a knock (section 6).
type KnockKind string

const (
	// KnockPairing is answered in pairing mode only, under a password that everybody can compute.
	KnockPairing KnockKind = "lw0"
	// KnockPaired proves a pairing key.
	KnockPaired KnockKind = "lw1"
	// KnockLink proves the secret of a link and names the page's certificate.
	KnockLink KnockKind = "lw2"
)

const nonceBytes = 12

// Knock is what a door-ufrag says.
type Knock struct {
	Kind  KnockKind
	Ufrag string
	Nonce [nonceBytes]byte // of lw1 and lw2
	Page  Fingerprint      // of lw0 and lw2
}

var errNoKnock = errors.New("no knock that this door answers")

// ParseKnock reads a door-ufrag. This implementation does not answer lw3: to it that is no knock.
func ParseKnock(ufrag string) (Knock, error) {
	knock := Knock{Ufrag: ufrag}
	if len(ufrag) < 3 {
		return knock, errNoKnock
	}
	knock.Kind = KnockKind(ufrag[:3])
	// Go's decoder would skip line breaks.
	for _, char := range []byte(ufrag) {
		if char <= ' ' {
			return knock, errNoKnock
		}
	}
	body, err := strict64.DecodeString(ufrag[3:])
	if err != nil {
		return knock, errNoKnock
	}
	switch {
	case knock.Kind == KnockPairing && len(body) == len(knock.Page):
		copy(knock.Page[:], body)
	case knock.Kind == KnockPaired && len(body) == nonceBytes:
		copy(knock.Nonce[:], body)
	case knock.Kind == KnockLink && len(body) == nonceBytes+len(knock.Page):
		copy(knock.Nonce[:], body)
		copy(knock.Page[:], body[nonceBytes:])
	default:
		return knock, errNoKnock
	}
	return knock, nil
}

func newPairingKnock(page Fingerprint) Knock {
	return Knock{Kind: KnockPairing, Ufrag: "lw0" + strict64.EncodeToString(page[:]), Page: page}
}

func newPairedKnock(nonce [nonceBytes]byte) Knock {
	return Knock{Kind: KnockPaired, Ufrag: "lw1" + strict64.EncodeToString(nonce[:]), Nonce: nonce}
}

func newLinkKnock(nonce [nonceBytes]byte, page Fingerprint) Knock {
	return Knock{Kind: KnockLink, Ufrag: "lw2" + strict64.EncodeToString(append(nonce[:], page[:]...)), Nonce: nonce, Page: page}
}

// pairingPwd is the door-pwd of lw0.
func (k Knock) pairingPwd() string {
	sum := sha256.Sum256([]byte("lanward pairing door-pwd" + k.Ufrag))
	return strict64.EncodeToString(sum[:])[:24]
}

// pairedPwd is the door-pwd of lw1, for these two certificates.
func (k Knock) pairedPwd(key Key, device, page Fingerprint) string {
	return strict64.EncodeToString(derive(key[:], 18, []byte("lanward door-pwd"), k.Nonce[:], device[:], page[:]))
}

// linkPwd is the door-pwd of lw2.
func (k Knock) linkPwd(secret [16]byte, device Fingerprint) string {
	return strict64.EncodeToString(derive(secret[:], 18, []byte("lanward link door-pwd"), k.Nonce[:], device[:], k.Page[:]))
}
