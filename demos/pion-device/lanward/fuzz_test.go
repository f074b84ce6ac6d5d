package lanward

import (
	"bytes"
	"encoding/json"
	"net"
	"net/netip"
	"testing"
)

// What comes from anybody is either read or refused. The seeds are the shared vectors: go test -fuzz FuzzStun ./lanward

func FuzzStun(f *testing.F) {
	v := vectors[struct {
		Exchanges []struct{ Request hexBytes }
		Malformed []struct{ Hex hexBytes }
	}](f, "stun")
	for _, c := range v.Exchanges {
		f.Add([]byte(c.Request))
	}
	for _, c := range v.Malformed {
		f.Add([]byte(c.Hex))
	}
	f.Fuzz(func(t *testing.T, datagram []byte) {
		before := bytes.Clone(datagram)
		m, err := readStun(datagram)
		if err != nil {
			return
		}
		if m.verify("VOkJxbRl1RmTxUk/WvJxBt") && m.integrityAt == 0 {
			t.Error("verified without MESSAGE-INTEGRITY")
		}
		if !bytes.Equal(before, datagram) {
			t.Error("the datagram was changed")
		}
		if response, err := readStun(m.unknownAttributes("VOkJxbRl1RmTxUk/WvJxBt")); err != nil || !response.verify("VOkJxbRl1RmTxUk/WvJxBt") {
			t.Error("our own response does not read")
		}
	})
}

func FuzzKnock(f *testing.F) {
	v := vectors[struct{ Pairing, Paired, Link, Invalid []struct{ Ufrag string } }](f, "knocks")
	for _, list := range [][]struct{ Ufrag string }{v.Pairing, v.Paired, v.Link, v.Invalid} {
		for _, c := range list {
			f.Add(c.Ufrag)
		}
	}
	f.Fuzz(func(t *testing.T, ufrag string) {
		knock, err := ParseKnock(ufrag)
		if err != nil {
			return
		}
		again := map[KnockKind]Knock{KnockPairing: newPairingKnock(knock.Page), KnockPaired: newPairedKnock(knock.Nonce), KnockLink: newLinkKnock(knock.Nonce, knock.Page)}
		equal(t, "written again", again[knock.Kind].Ufrag, ufrag)
	})
}

func FuzzMessage(f *testing.F) {
	for _, name := range []string{"control-messages", "media-messages"} {
		for _, c := range vectors[struct{ Vectors []struct{ Text string } }](f, name).Vectors {
			f.Add([]byte(c.Text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		message, err := ReadMessage(text)
		if _, unknown := message.(Unknown); err != nil || unknown {
			return
		}
		written := WriteMessage(message)
		again, err := ReadMessage(written)
		if err != nil || !json.Valid(written) {
			t.Fatalf("our own message does not read: %s", written)
		}
		equal(t, "written again", string(WriteMessage(again)), string(written))
	})
}

func FuzzLinkAndCode(f *testing.F) {
	for _, name := range []string{"links", "codes"} {
		for _, c := range vectors[struct{ Vectors []struct{ Text string } }](f, name).Vectors {
			f.Add(c.Text)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if link, err := ParseLink(text); err == nil {
			equal(t, "link", must(ParseLink(link.String())).String(), link.String())
		}
		if code, err := ParseCode(text); err == nil {
			equal(t, "code", must(ParseCode(code.String())), code)
		}
	})
}

// FuzzMulticastDNS: whatever is heard, in a query or a response.
func FuzzMulticastDNS(f *testing.F) {
	for _, c := range vectors[struct{ Adverts []struct{ TXT hexBytes } }](f, "adverts").Adverts {
		f.Add(append([]byte{0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 'a', 0, 0, 16, 0, 1, 0, 0, 0, 120, byte(len(c.TXT) >> 8), byte(len(c.TXT))}, c.TXT...))
	}
	f.Fuzz(func(t *testing.T, datagram []byte) {
		b := newBrowser()
		m := &mdns{isOurs: func(string) bool { return true }, links: map[int]link{}, listeners: map[*listener]bool{{b.heard}: true}, instance: instanceName("Gopher", 1)}
		m.published = &service{name: "Gopher", kind: "camera", host: NameplateHost(1), port: DoorPort, txt: []string{"txtvers=1"}}
		m.write = func([]byte, *net.UDPAddr, link) {}
		m.handle(datagram, &net.UDPAddr{IP: net.IPv4(192, 0, 2, 2), Port: mdnsPort}, link{addresses: []netip.Prefix{netip.MustParsePrefix("192.0.2.1/24")}})
		if len(b.found()) > maxFound {
			t.Error("more is kept than is bounded")
		}
	})
}
