package lanward

import (
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// records are those of a response in the making.
type records struct {
	legacy               bool // for a resolver that knows nothing of multicast DNS (RFC 6762 section 6.7)
	answers, additionals []dnsmessage.Resource
}

func dnsName(name string) dnsmessage.Name {
	made, err := dnsmessage.NewName(name)
	if err != nil {
		return dnsmessage.Name{} // does not pack
	}
	return made
}

func (r *records) head(name string, ttl uint32, unique bool) dnsmessage.ResourceHeader {
	class := dnsmessage.ClassINET
	if r.legacy {
		ttl = min(ttl, legacyTTL)
	} else if unique {
		class |= cacheFlush
	}
	return dnsmessage.ResourceHeader{Name: dnsName(name), Class: class, TTL: ttl}
}

func (r *records) pointer(name, to string, ttl uint32) {
	r.answers = append(r.answers, dnsmessage.Resource{Header: r.head(name, ttl, false), Body: &dnsmessage.PTRResource{PTR: dnsName(to)}})
}

func (r *records) service(into *[]dnsmessage.Resource, s *service, instance string, ttl uint32, kind dnsmessage.Type) {
	if kind == dnsmessage.TypeSRV || kind == dnsmessage.TypeALL {
		*into = append(*into, dnsmessage.Resource{Header: r.head(instance, ttl, true), Body: &dnsmessage.SRVResource{Port: uint16(s.port), Target: dnsName(s.host + ".local.")}})
	}
	if kind == dnsmessage.TypeTXT || kind == dnsmessage.TypeALL {
		*into = append(*into, dnsmessage.Resource{Header: r.head(instance, ttl, true), Body: &dnsmessage.TXTResource{TXT: s.txt}})
	}
}

func (r *records) host(uuid string, kind dnsmessage.Type, on link, ttl uint32) {
	r.hostInto(&r.answers, uuid, kind, on, ttl)
}

// hostInto adds our addresses on a link. Where the family that was asked for has none, NSEC says so, and nobody waits (RFC 6762 section 6.1).
func (r *records) hostInto(into *[]dnsmessage.Resource, uuid string, kind dnsmessage.Type, on link, ttl uint32) {
	head := r.head(uuid+".local.", ttl, true)
	has4, has6, added := false, false, 0
	for _, prefix := range on.addresses {
		address := prefix.Addr().Unmap()
		has4, has6 = has4 || address.Is4(), has6 || address.Is6()
		switch {
		case address.Is4() && (kind == dnsmessage.TypeA || kind == dnsmessage.TypeALL):
			*into = append(*into, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: address.As4()}})
			added++
		case address.Is6() && (kind == dnsmessage.TypeAAAA || kind == dnsmessage.TypeALL):
			*into = append(*into, dnsmessage.Resource{Header: head, Body: &dnsmessage.AAAAResource{AAAA: address.As16()}})
			added++
		}
	}
	if added == 0 && (kind == dnsmessage.TypeA || kind == dnsmessage.TypeAAAA) {
		*into = append(*into, dnsmessage.Resource{Header: head, Body: nsec(uuid, has4, has6)})
	}
}

// nsec lists which of the two types a host name has (RFC 4034 section 4).
func nsec(uuid string, has4, has6 bool) *dnsmessage.UnknownResource {
	data := append([]byte{byte(len(uuid))}, uuid...)
	data = append(append(data, 5), "local\x00"...)
	bitmap := [4]byte{}
	if has4 {
		bitmap[0] |= 0x80 >> dnsmessage.TypeA
	}
	if has6 {
		bitmap[3] |= 0x80 >> (dnsmessage.TypeAAAA - 24)
	}
	return &dnsmessage.UnknownResource{Type: 47, Data: append(append(data, 0, 4), bitmap[:]...)}
}

// isNeighbour says whether an address is within a subnet that this host has on a link, or link-local: so that whoever copies an advert
// cannot aim us at others (section 5).
func (l link) isNeighbour(address netip.Addr) bool {
	if address.IsLoopback() || address.IsMulticast() || address.IsUnspecified() {
		return false
	}
	for _, prefix := range l.addresses {
		if prefix.Masked().Contains(address) && address != broadcast(prefix) {
			return true
		}
	}
	return address.IsLinkLocalUnicast()
}

func broadcast(prefix netip.Prefix) netip.Addr {
	if !prefix.Addr().Is4() {
		return netip.Addr{}
	}
	last := prefix.Masked().Addr().As4()
	for bit := prefix.Bits(); bit < 32; bit++ {
		last[bit/8] |= 0x80 >> (bit % 8)
	}
	return netip.AddrFrom4(last)
}

// addressOf gives the address that a record tells, if it may be believed: of an IPv6 link-local one, with the link that it was heard on.
func addressOf(record dnsmessage.Resource, on link, private bool) (netip.Addr, bool) {
	var address netip.Addr
	switch body := record.Body.(type) {
	case *dnsmessage.AResource:
		address = netip.AddrFrom4(body.A)
	case *dnsmessage.AAAAResource:
		address = netip.AddrFrom16(body.AAAA)
	default:
		return address, false
	}
	ok := on.isNeighbour(address) || private && address.IsPrivate()
	if address.Is6() && address.IsLinkLocalUnicast() {
		address = address.WithZone(on.Name)
	}
	return address, ok && record.Header.TTL > 0
}

func hostOf(name dnsmessage.Name) (uuid string, ok bool) {
	uuid, ok = strings.CutSuffix(strings.ToLower(name.String()), ".local.")
	return uuid, ok && isUUID(uuid)
}

// advertised leaves IPv6 link-local addresses out where there are others: browsers take the first that they get, and have no link to go by
// (section 3).
func advertised(all []netip.Prefix) []netip.Prefix {
	routable := slices.DeleteFunc(slices.Clone(all), func(p netip.Prefix) bool { return p.Addr().Is6() && p.Addr().IsLinkLocalUnicast() })
	if len(routable) > 0 {
		return routable
	}
	return all
}
