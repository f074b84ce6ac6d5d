package lanward

import (
	"errors"
	"net/netip"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxNameChars = 64
	maxAddresses = 8
)

var (
	errName    = errors.New("a name has 1 to 64 characters that can be seen")
	typeText   = regexp.MustCompile(`^[a-z0-9-]{1,32}$`)
	errAddress = errors.New("no IPv4 or IPv6 address, or one with a scope")
)

// withoutControls removes control and format characters (Cc, Cf) and surrounding white space (section 8).
func withoutControls(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cc, unicode.Cf) {
			return -1
		}
		return r
	}, text))
}

// CleanName gives a name as it is kept, or an error where nothing or too much is left.
func CleanName(text string) (string, error) {
	name := withoutControls(text)
	if name == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > maxNameChars {
		return "", errName
	}
	return name, nil
}

// parseAddress reads an address as links and messages have it: no brackets, no scope.
func parseAddress(text string) (netip.Addr, error) {
	address, err := netip.ParseAddr(text)
	if err != nil || address.Zone() != "" {
		return netip.Addr{}, errAddress
	}
	return address, nil
}
