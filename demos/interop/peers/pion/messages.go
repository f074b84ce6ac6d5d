package main

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand"
	"strings"
)

// Pion hangs on longer ones.
const mostMessageBytes = 60_000

// Of two, three and four bytes in UTF-8: nine in all.
const wide = "ß漢𝄞"

// messages are the workload's: seeded, of every size.
type messages struct{ random *rand.Rand }

// 3 % empty, 90 % below 200 bytes, 6.7 % below 2,000, 0.3 % up to the most.
func (m messages) nextSize() int {
	share := m.random.Intn(1000)
	switch {
	case share < 30:
		return 0
	case share < 930:
		return m.random.Intn(200) + 1
	case share < 997:
		return m.random.Intn(2_000) + 1
	default:
		return m.random.Intn(mostMessageBytes) + 1
	}
}

// next is a message, and whether it is text.
func (m messages) next() ([]byte, bool) {
	text := m.random.Intn(2) == 0
	size := m.nextSize()
	if !text {
		content := make([]byte, size)
		m.random.Read(content)
		return content, false
	}
	var content strings.Builder
	if size > len(wide) && m.random.Intn(2) == 0 {
		content.WriteString(wide)
	}
	for content.Len() < size {
		content.WriteByte(byte('!' + m.random.Intn(90)))
	}
	return []byte(content.String()), true
}

// digest is the start of SHA-256 over a message's kind and content.
func digest(text bool, content []byte) string {
	kind := byte('b')
	if text {
		kind = 't'
	}
	hash := sha256.Sum256(append([]byte{kind}, content...))
	return hex.EncodeToString(hash[:8])
}
