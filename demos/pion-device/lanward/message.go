package lanward

import (
	"encoding/json"
	"net/netip"
)

// Messages of the control channel (sections 8 to 12). What is read is valid; what is written is not checked again.

// maxMessage is the greatest control message, in bytes.
const maxMessage = 65_536

// Hello is the first message of both sides of a paired session. Of a page only the name is there.
type Hello struct {
	Name   string
	Device *About
}

// About is what a device says of itself and of its door.
type About struct {
	Type      string
	Host      string // the device host, a UUIDv4
	Addresses []netip.Addr
	Port      int
	Knocks    []string // optional
}

// Rotate announces, or accepts, the page's next certificate.
type Rotate struct{ Fingerprint Fingerprint }

// Revoke says that the sender has forgotten the pairing.
type Revoke struct{}

// Bye ends the session; the pairing stays.
type Bye struct{ Reason string }

// PairShare carries pA or pB.
type PairShare struct{ Share []byte }

// PairConfirm carries cA or cB, and what is sealed.
type PairConfirm struct{ Confirm, Sealed []byte }

// PairRefused is the device's no. Left is how many guesses remain for this code.
type PairRefused struct {
	Code string
	Left int
}

// PairLink is what a page asks for in a link session.
type PairLink struct{ Name string }

// Paired is what a pairing gives the page: the message linked, or what is sealed in the device's confirm.
type Paired struct {
	Name        string
	Device      About
	Fingerprint Fingerprint
	Key         Key
}

// Unknown is a message of a type, version or step that this implementation does not know: ignored and counted.
type Unknown struct{}

// ReadMessage reads a message. An error means: drop and count.
func ReadMessage(text []byte) (any, error) {
	if len(text) > maxMessage {
		return nil, errMessage
	}
	m, err := readMembers(text)
	if err != nil {
		return nil, err
	}
	message := m.message()
	if m.err != nil {
		return nil, m.err
	}
	return message, nil
}

func (m *members) message() any {
	switch m.text("type") {
	case "hello":
		return m.hello()
	case "pair":
		return m.pair()
	case "rotate":
		return Rotate{m.fingerprint("fingerprint")}
	case "revoke":
		return Revoke{}
	case "bye":
		return Bye{m.oneOf("reason", "closing", "restarting", "replaced")}
	case "media":
		return m.media()
	case "sdp":
		return m.sdp()
	case "ring":
		return m.ring()
	}
	return Unknown{}
}

func (m *members) hello() any {
	if m.integer("version", 1, 1<<31-1) != 1 {
		return Unknown{}
	}
	hello := Hello{Name: m.name("name")}
	if m.has("deviceType") || m.has("host") || m.has("addresses") || m.has("port") {
		about := m.about()
		if m.has("knocks") {
			about.Knocks = m.texts("knocks", 16)
		}
		hello.Device = &about
	}
	return hello
}

func (m *members) about() About {
	return About{Type: m.deviceType("deviceType"), Host: m.host("host"), Addresses: m.addresses("addresses"), Port: int(m.integer("port", 1, 65_535))}
}

func (m *members) pair() any {
	switch m.text("step") {
	case "share":
		return PairShare{m.base64("share", shareBytes, shareBytes)}
	case "confirm":
		return PairConfirm{m.base64("confirm", 32, 32), m.base64("sealed", 16, maxMessage)}
	case "refused":
		refused := PairRefused{Code: m.oneOf("code", "wrong-code", "code-expired", "pairing-closed", "busy", "malformed")}
		if m.has("left") {
			refused.Left = int(m.integer("left", 0, maxWrongInAll))
		}
		return refused
	case "link":
		return PairLink{m.name("name")}
	case "linked":
		return m.paired()
	}
	return Unknown{}
}

func (m *members) paired() Paired {
	paired := Paired{Name: m.name("name"), Device: m.about(), Fingerprint: m.fingerprint("fingerprint")}
	copy(paired.Key[:], m.base64("key", len(paired.Key), len(paired.Key)))
	return paired
}

// readSealedName reads what a page seals, readSealedPaired what a device does.
func readSealedName(text []byte) (string, error) {
	m, err := readMembers(text)
	if err != nil {
		return "", err
	}
	name := m.name("name")
	return name, m.err
}

func readSealedPaired(text []byte) (Paired, error) {
	m, err := readMembers(text)
	if err != nil {
		return Paired{}, err
	}
	paired := m.paired()
	return paired, m.err
}

type object = map[string]any

// WriteMessage gives the text of a message.
func WriteMessage(message any) []byte {
	text, err := json.Marshal(fields(message))
	if err != nil {
		panic(err)
	}
	return text
}

func fields(message any) object {
	switch m := message.(type) {
	case Hello:
		hello := object{"type": "hello", "version": 1, "name": m.Name}
		if m.Device != nil {
			m.Device.write(hello)
			if len(m.Device.Knocks) > 0 {
				hello["knocks"] = m.Device.Knocks
			}
		}
		return hello
	case Rotate:
		return object{"type": "rotate", "fingerprint": m.Fingerprint.String()}
	case Revoke:
		return object{"type": "revoke"}
	case Bye:
		return object{"type": "bye", "reason": m.Reason}
	case PairShare:
		return object{"type": "pair", "step": "share", "share": strict64.EncodeToString(m.Share)}
	case PairConfirm:
		return object{"type": "pair", "step": "confirm", "confirm": strict64.EncodeToString(m.Confirm), "sealed": strict64.EncodeToString(m.Sealed)}
	case PairRefused:
		return object{"type": "pair", "step": "refused", "code": m.Code, "left": m.Left}
	case PairLink:
		return object{"type": "pair", "step": "link", "name": m.Name}
	case Paired:
		linked := m.sealed()
		linked["type"], linked["step"] = "pair", "linked"
		return linked
	}
	return mediaFields(message)
}

func (a *About) write(into object) {
	addresses := []string{}
	for _, address := range a.Addresses {
		addresses = append(addresses, address.String())
	}
	into["deviceType"], into["host"], into["addresses"], into["port"] = a.Type, a.Host, addresses, a.Port
}

// sealed is what a device's confirm seals.
func (p Paired) sealed() object {
	into := object{"name": p.Name, "fingerprint": p.Fingerprint.String(), "key": strict64.EncodeToString(p.Key[:])}
	p.Device.write(into)
	return into
}
