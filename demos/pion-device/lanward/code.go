package lanward

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Code is what a person types: which device, and the secret (section 4.1).
type Code struct {
	Nameplate int    // 1 to 999
	PIN       string // six decimal digits
}

// Space is the Unicode property White_Space, a dash any character of the category Pd.
const whiteSpace = `[\t-\r \x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}]`

var codeText = regexp.MustCompile(fmt.Sprintf(`^%[1]s*([1-9][0-9]{0,2})(?:%[1]s*\p{Pd}%[1]s*|%[1]s+)([0-9](?:%[1]s*[0-9]){5})%[1]s*$`, whiteSpace))

var spaces = regexp.MustCompile(whiteSpace)

// ParseCode reads a code as people write it.
func ParseCode(text string) (Code, error) {
	parts := codeText.FindStringSubmatch(text)
	if parts == nil || len(utf16.Encode([]rune(text))) > 64 {
		return Code{}, errors.New("a code is a number and six digits, such as 7-482913")
	}
	nameplate, err := strconv.Atoi(parts[1])
	return Code{Nameplate: nameplate, PIN: spaces.ReplaceAllString(parts[2], "")}, err
}

// String is its canonical form, which SPAKE2 starts from.
func (c Code) String() string { return strconv.Itoa(c.Nameplate) + "-" + c.PIN }

func newPIN() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // Go ends the program itself where there is no randomness
	}
	return fmt.Sprintf("%06d", n)
}

// looksLikeLink tells a link from a code.
func looksLikeLink(text string) bool { return strings.Contains(text, "lanward:") }
