package lanward

import (
	"net"
	"net/netip"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

var lan = link{Interface: net.Interface{Index: 2, Name: "eth0"}, addresses: []netip.Prefix{netip.MustParsePrefix("192.168.1.20/24"), netip.MustParsePrefix("fd12::1/64")}}

// asked gives what a device answers to one question from an address, and to where.
func asked(t *testing.T, name string, kind dnsmessage.Type, class dnsmessage.Class, from string) (answers []dnsmessage.Resource, to *net.UDPAddr) {
	t.Helper()
	m := &mdns{links: map[int]link{2: lan}, listeners: map[*listener]bool{}, instance: instanceName("Front. Door", 1)}
	m.isOurs = func(uuid string) bool { return uuid == NameplateHost(7) }
	m.published = &service{name: "Front. Door", kind: "camera", host: NameplateHost(7), port: DoorPort, txt: []string{"txtvers=1"}}
	m.write = func(packed []byte, destination *net.UDPAddr, _ link) {
		var message dnsmessage.Message
		if err := message.Unpack(packed); err != nil {
			t.Fatal(err)
		}
		answers, to = message.Answers, destination
	}
	question := dnsmessage.Message{Questions: []dnsmessage.Question{{Name: dnsName(name), Type: kind, Class: class}}}
	m.handle(must(question.Pack()), net.UDPAddrFromAddrPort(netip.MustParseAddrPort(from)), lan)
	return answers, to
}

func TestHostNamesAreAnsweredOnTheirLink(t *testing.T) {
	name := NameplateHost(7) + ".local."
	answers, to := asked(t, name, dnsmessage.TypeA, dnsmessage.ClassINET, "192.168.1.9:5353")
	equal(t, "to everybody", to, group4)
	equal(t, "address", answers[0].Body, dnsmessage.ResourceBody(&dnsmessage.AResource{A: [4]byte{192, 168, 1, 20}}))
	equal(t, "unique", answers[0].Header.Class, dnsmessage.ClassINET|cacheFlush)

	_, to = asked(t, name, dnsmessage.TypeAAAA, dnsmessage.ClassINET|unicastReply, "192.168.1.9:5353")
	equal(t, "to who asked", to.String(), "192.168.1.9:5353")
	answers, to = asked(t, name, dnsmessage.TypeA, dnsmessage.ClassINET, "192.168.1.9:40000")
	equal(t, "an ordinary resolver", to.String(), "192.168.1.9:40000")
	equal(t, "for it", answers[0].Header.Class, dnsmessage.ClassINET)
	equal(t, "a short time", answers[0].Header.TTL <= legacyTTL, true)

	for name, from := range map[string]string{NameplateHost(8) + ".local.": "192.168.1.9:5353", "example.local.": "192.168.1.9:5353", name: "203.0.113.9:5353"} {
		if answers, _ := asked(t, name, dnsmessage.TypeA, dnsmessage.ClassINET, from); answers != nil {
			t.Errorf("%s asked from %s is answered", name, from)
		}
	}
}

func TestAnAdvertIsFound(t *testing.T) {
	b := newBrowser()
	for _, name := range []string{serviceType, "_camera._sub." + serviceType} {
		answers, _ := asked(t, name, dnsmessage.TypePTR, dnsmessage.ClassINET, "192.168.1.9:5353")
		equal(t, "instance", answers[0].Body.(*dnsmessage.PTRResource).PTR.String(), "Front  Door."+serviceType)
	}
	advert := Advert{Door: 1, Knocks: []string{"lw1"}, Fingerprint: &Fingerprint{1}, Type: "camera"}
	s := &service{name: "Gopher", kind: "camera", host: NameplateHost(7), port: 4_000, txt: advert.TXT()}
	var r records
	r.service(&r.answers, s, "Gopher."+serviceType, ttl, dnsmessage.TypeALL)
	r.host(NameplateHost(7), dnsmessage.TypeALL, lan, ttl)
	stranger := link{addresses: []netip.Prefix{netip.MustParsePrefix("203.0.113.1/24")}}
	r.host(NameplateHost(7), dnsmessage.TypeALL, stranger, ttl)
	for _, record := range r.answers {
		b.heard(record, lan)
	}
	want := Found{Name: "Gopher", Advert: advert, Port: 4_000, Addresses: []netip.Addr{netip.MustParseAddr("192.168.1.20"), netip.MustParseAddr("fd12::1")}}
	equal(t, "found, with neighbours' addresses only", b.found(), []Found{want})
}

func TestNeighbours(t *testing.T) {
	for address, is := range map[string]bool{
		"192.168.1.77": true, "fd12::99": true, "fe80::1": true, "169.254.3.4": true,
		"192.168.2.1": false, "192.168.1.255": false, "127.0.0.1": false, "224.0.0.251": false, "0.0.0.0": false, "8.8.8.8": false, "2001:db8::1": false,
	} {
		equal(t, address, lan.isNeighbour(netip.MustParseAddr(address)), is)
	}
}

func TestLinkLocalAddressesAreToldWhereThereAreNoOthers(t *testing.T) {
	local, global := netip.MustParsePrefix("fe80::1/64"), netip.MustParsePrefix("fd12::1/64")
	equal(t, "both", advertised([]netip.Prefix{local, global}), []netip.Prefix{global})
	equal(t, "alone", advertised([]netip.Prefix{local}), []netip.Prefix{local})
}
