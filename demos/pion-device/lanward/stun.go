package lanward

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"net/netip"
	"unicode/utf8"

	"github.com/pion/stun/v4"
)

// STUN (RFC 8489) as far as a door needs it (section 5.1). Binding requests are read here, as strictly as the vectors want it; Pion's
// library writes the responses.

const (
	stunHeader      = 20
	stunCookie      = 0x2112A442
	maxStun         = 1500
	bindingRequest  = 0x0001
	attrUsername    = 0x0006
	attrIntegrity   = 0x0008
	attrErrorCode   = 0x0009
	attrUnknown     = 0x000A
	attrXorMapped   = 0x0020
	attrPriority    = 0x0024
	attrUse         = 0x0025
	attrFingerprint = 0x8028
	attrControlled  = 0x8029
	attrControlling = 0x802A
	fingerprintXor  = 0x5354554E
	maxUsername     = 508
)

type stunMessage struct {
	raw          []byte
	kind         uint16
	transaction  [12]byte
	username     string
	useCandidate bool
	unknown      []uint16 // comprehension-required attributes that nobody here knows
	integrityAt  int      // where MESSAGE-INTEGRITY begins; 0 where there is none
}

var errStun = errors.New("no STUN message")

// readStun reads a datagram, which must be one whole message. Nothing in it is believed before verify.
func readStun(raw []byte) (*stunMessage, error) {
	if len(raw) < stunHeader || len(raw) > maxStun || raw[0]&0xC0 != 0 || binary.BigEndian.Uint32(raw[4:]) != stunCookie {
		return nil, errStun
	}
	if length := int(binary.BigEndian.Uint16(raw[2:])); length%4 != 0 || stunHeader+length != len(raw) {
		return nil, errStun
	}
	m := &stunMessage{raw: raw, kind: binary.BigEndian.Uint16(raw), transaction: [12]byte(raw[8:])}
	last := uint16(0)
	for at := stunHeader; at < len(raw); {
		if len(raw)-at < 4 {
			return nil, errStun
		}
		kind, length := binary.BigEndian.Uint16(raw[at:]), int(binary.BigEndian.Uint16(raw[at+2:]))
		next := at + 4 + (length+3)&^3
		if next > len(raw) || last == attrFingerprint {
			return nil, errStun
		}
		// What stands behind MESSAGE-INTEGRITY is not protected by it and counts for nothing (RFC 8489 14.5).
		if last != attrIntegrity || kind == attrFingerprint {
			if err := m.take(kind, at, raw[at+4:at+4+length]); err != nil {
				return nil, err
			}
		}
		if last != attrIntegrity || kind == attrFingerprint {
			last = kind
		}
		at = next
	}
	return m, nil
}

func (m *stunMessage) take(kind uint16, at int, value []byte) error {
	ok := true
	switch kind {
	case attrUsername:
		ok = len(value) > 0 && len(value) <= maxUsername && utf8.Valid(value)
		if m.username == "" {
			m.username = string(value)
		}
	case attrIntegrity:
		ok = len(value) == sha1.Size
		m.integrityAt = at
	case attrPriority:
		ok = len(value) == 4
	case attrUse:
		ok = len(value) == 0
		m.useCandidate = true
	case attrControlled, attrControlling:
		ok = len(value) == 8
	case attrXorMapped:
		ok = len(value) == 8 && value[1] == 1 || len(value) == 20 && value[1] == 2
	case attrErrorCode:
		ok = len(value) >= 4 && value[2]&7 >= 3 && value[2]&7 <= 6 && value[3] < 100
	case attrFingerprint:
		ok = len(value) == 4 && binary.BigEndian.Uint32(value) == crc32.ChecksumIEEE(m.raw[:at])^fingerprintXor
	case attrUnknown:
	default:
		if kind < 0x8000 && len(m.unknown) < 16 {
			m.unknown = append(m.unknown, kind)
		}
	}
	if !ok {
		return errStun
	}
	return nil
}

// verify checks MESSAGE-INTEGRITY, in constant time.
func (m *stunMessage) verify(pwd string) bool {
	if m.integrityAt == 0 {
		return false
	}
	want := m.raw[m.integrityAt+4 : m.integrityAt+4+sha1.Size]
	// The length that was hashed is that of a message which ends with MESSAGE-INTEGRITY.
	var header [stunHeader]byte
	copy(header[:], m.raw)
	binary.BigEndian.PutUint16(header[2:], uint16(m.integrityAt+4+sha1.Size-stunHeader))
	mac := hmac.New(sha1.New, []byte(pwd))
	mac.Write(header[:])
	mac.Write(m.raw[stunHeader:m.integrityAt])
	return hmac.Equal(mac.Sum(nil), want)
}

// success answers a request that verified.
func (m *stunMessage) success(from netip.AddrPort, pwd string) []byte {
	return m.respond(pwd, stun.BindingSuccess, &stun.XORMappedAddress{IP: from.Addr().Unmap().AsSlice(), Port: int(from.Port())})
}

// unknownAttributes is the 420 of RFC 8489 section 6.3.1.
func (m *stunMessage) unknownAttributes(pwd string) []byte {
	kinds := make(stun.UnknownAttributes, 0, len(m.unknown))
	for _, kind := range m.unknown {
		kinds = append(kinds, stun.AttrType(kind))
	}
	return m.respond(pwd, stun.BindingError, stun.CodeUnknownAttribute, kinds)
}

func (m *stunMessage) respond(pwd string, what ...stun.Setter) []byte {
	setters := append([]stun.Setter{stun.NewTransactionIDSetter(m.transaction)}, what...)
	response, err := stun.Build(append(setters, stun.NewShortTermIntegrity(pwd), stun.Fingerprint)...)
	if err != nil {
		return nil // silence; none of what is said here is too long
	}
	return response.Raw
}
