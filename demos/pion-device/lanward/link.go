package lanward

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Link pairs with no typing (section 4.2).
type Link struct {
	Device    Fingerprint
	Secret    [16]byte // works once
	Host      string   // the device host, a UUIDv4
	Port      int
	Addresses []netip.Addr
	Name      string // only for display; may be empty
	Type      string // the same
}

const maxLinkChars = 1024

var (
	errLink  = errors.New("no link of this protocol")
	portText = regexp.MustCompile(`^[1-9][0-9]{0,4}$`)
)

// ParseLink reads a link, alone or as the fragment of a web address.
func ParseLink(text string) (Link, error) {
	text = strings.TrimFunc(text, unicode.IsSpace)
	if strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://") {
		_, text, _ = strings.Cut(text, "#")
	}
	query, ok := strings.CutPrefix(text, "lanward:1?")
	if !ok || len(text) > maxLinkChars || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return Link{}, errLink
	}
	link, seen := Link{Port: DoorPort}, map[string]bool{}
	for part := range strings.SplitSeq(query, "&") {
		name, raw, _ := strings.Cut(part, "=")
		if name == "" || raw == "" {
			return Link{}, errLink
		}
		if len(name) != 1 || !strings.Contains("fshpant", name) {
			continue
		}
		value, err := url.PathUnescape(raw)
		if err != nil || !utf8.ValidString(value) || name != "a" && seen[name] {
			return Link{}, errLink
		}
		seen[name] = true
		if err := link.set(name, value); err != nil {
			return Link{}, fmt.Errorf("%w: parameter %s", errLink, name)
		}
	}
	if !seen["f"] || !seen["s"] || !seen["h"] || len(link.Addresses) > maxAddresses {
		return Link{}, errLink
	}
	return link, nil
}

func (l *Link) set(name, value string) (err error) {
	switch name {
	case "f":
		return decodeExactly(l.Device[:], value)
	case "s":
		return decodeExactly(l.Secret[:], value)
	case "h":
		if l.Host = value; !isUUID(value) {
			return errLink
		}
	case "p":
		if l.Port, err = strconv.Atoi(value); err != nil || !portText.MatchString(value) || l.Port > 65535 {
			return errLink
		}
	case "a":
		address, err := parseAddress(value)
		l.Addresses = append(l.Addresses, address)
		return err
	case "n":
		l.Name, err = CleanName(value)
	case "t":
		if l.Type = value; !typeText.MatchString(value) {
			return errLink
		}
	}
	return err
}

func decodeExactly(into []byte, text string) error {
	bytes, err := strict64URL.DecodeString(text)
	if err != nil || len(bytes) != len(into) || strings.ContainsAny(text, "\r\n") {
		return errLink
	}
	copy(into, bytes)
	return nil
}

// String is the canonical form: parameters in the table's order, the default port left out.
func (l Link) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "lanward:1?f=%s&s=%s&h=%s", strict64URL.EncodeToString(l.Device[:]), strict64URL.EncodeToString(l.Secret[:]), l.Host)
	if l.Port != DoorPort {
		fmt.Fprintf(&b, "&p=%d", l.Port)
	}
	for _, address := range l.Addresses {
		fmt.Fprintf(&b, "&a=%s", address)
	}
	if l.Name != "" {
		fmt.Fprintf(&b, "&n=%s", percentEncode(l.Name))
	}
	if l.Type != "" {
		fmt.Fprintf(&b, "&t=%s", percentEncode(l.Type))
	}
	return b.String()
}

// percentEncode leaves the unreserved characters of RFC 3986.
func percentEncode(text string) string {
	return strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
}
