package lanward

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// members are those of a JSON object. The first thing that is not as it must be is remembered, and fails the message.
type members struct {
	raw map[string]json.RawMessage
	err error
}

var errMessage = errors.New("no message of this protocol")

func readMembers(text []byte) (*members, error) {
	if !utf8.Valid(text) || len(bytes.TrimSpace(text)) == 0 || bytes.TrimSpace(text)[0] != '{' {
		return nil, errMessage
	}
	m := &members{}
	if err := json.Unmarshal(text, &m.raw); err != nil {
		return nil, errMessage
	}
	return m, nil
}

func (m *members) fail() { m.err = errMessage }

func (m *members) has(name string) bool { _, there := m.raw[name]; return there }

func (m *members) text(name string) string {
	text, ok := readText(m.raw[name])
	if !ok {
		m.fail()
	}
	return text
}

// readText refuses half a pair of surrogates, of which Go would make U+FFFD.
func readText(raw json.RawMessage) (text string, ok bool) {
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &text) != nil {
		return "", false
	}
	replaced := strings.Count(text, "\uFFFD")
	meant := strings.Count(string(raw), "\uFFFD") + strings.Count(strings.ToLower(string(raw)), `\ufffd`)
	return text, replaced <= meant
}

func (m *members) integer(name string, least, most int64) int64 {
	number, err := strconv.ParseInt(string(m.raw[name]), 10, 64)
	if err != nil || number < least || number > most {
		m.fail()
	}
	return number
}

func (m *members) boolean(name string) bool {
	value := string(m.raw[name])
	if value != "true" && value != "false" {
		m.fail()
	}
	return value == "true"
}

func (m *members) object(name string) *members {
	inner, err := readMembers(m.raw[name])
	if err != nil {
		m.fail()
		return &members{}
	}
	return inner
}

// base64 gives a member of least to most bytes.
func (m *members) base64(name string, least, most int) []byte {
	text := m.text(name)
	data, err := strict64.DecodeString(text)
	if err != nil || len(data) < least || len(data) > most || strings.ContainsAny(text, "\r\n") {
		m.fail()
	}
	return data
}

func (m *members) texts(name string, most int) (texts []string) {
	var raw []json.RawMessage
	if value := m.raw[name]; len(value) == 0 || value[0] != '[' || json.Unmarshal(value, &raw) != nil || len(raw) > most {
		m.fail()
		return nil
	}
	for _, item := range raw {
		text, ok := readText(item)
		if !ok {
			m.fail()
		}
		texts = append(texts, text)
	}
	return texts
}

func (m *members) addresses(name string) []netip.Addr {
	addresses := []netip.Addr{}
	for _, text := range m.texts(name, maxAddresses) {
		address, err := parseAddress(text)
		if err != nil {
			m.fail()
		}
		addresses = append(addresses, address)
	}
	return addresses
}

func (m *members) name(name string) string {
	clean, err := CleanName(m.text(name))
	if err != nil {
		m.fail()
	}
	return clean
}

func (m *members) fingerprint(name string) Fingerprint {
	fingerprint, err := ParseFingerprint(m.text(name))
	if err != nil {
		m.fail()
	}
	return fingerprint
}

// oneOf reads a word; one that it does not know is "other".
func (m *members) oneOf(name string, words ...string) string {
	if text := m.text(name); slices.Contains(words, text) {
		return text
	}
	return "other"
}

func (m *members) deviceType(name string) string {
	text := m.text(name)
	if !typeText.MatchString(text) {
		m.fail()
	}
	return text
}

func (m *members) host(name string) string {
	text := m.text(name)
	if !isUUID(text) {
		m.fail()
	}
	return text
}
