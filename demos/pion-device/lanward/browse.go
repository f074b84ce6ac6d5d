package lanward

import (
	"context"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// Found is a device that was heard of. All of it is what somebody on the link says (section 14).
type Found struct {
	Name      string
	Advert    Advert
	Port      int
	Addresses []netip.Addr // neighbours' only
}

const maxFound = 256

// resolve asks for a host name until the first answer, or the end of the context, and gives the addresses of the first 100 ms.
func (m *mdns) resolve(ctx context.Context, uuid string) (addresses []netip.Addr) {
	var mu sync.Mutex
	first := make(chan struct{})
	stop := m.listen(func(record dnsmessage.Resource, on link) {
		host, ok := hostOf(record.Header.Name)
		if address, usable := addressOf(record, on, true); ok && usable && host == uuid {
			mu.Lock()
			defer mu.Unlock()
			if len(addresses) == 0 {
				close(first)
			}
			if len(addresses) < maxAddresses && !slices.Contains(addresses, address) {
				addresses = append(addresses, address)
			}
		}
	})
	defer stop()
	name := dnsName(uuid + ".local.")
	for wait := 250 * time.Millisecond; ctx.Err() == nil; wait *= 2 {
		m.ask(dnsmessage.Question{Name: name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET}, dnsmessage.Question{Name: name, Type: dnsmessage.TypeAAAA, Class: dnsmessage.ClassINET})
		select {
		case <-ctx.Done():
		case <-time.After(wait):
			continue
		case <-first:
			select {
			case <-ctx.Done():
			case <-time.After(100 * time.Millisecond): // the other family's
			}
		}
		break
	}
	stop()
	mu.Lock()
	defer mu.Unlock()
	return slices.Clone(addresses)
}

// browse listens for adverts until the context ends. What it has heard by then, or by a call of the function that it gives, is there.
func (m *mdns) browse(ctx context.Context) (found func() []Found) {
	b := newBrowser()
	stop := m.listen(b.heard)
	go func() {
		defer stop()
		for wait := 250 * time.Millisecond; ctx.Err() == nil; wait *= 2 {
			m.ask(dnsmessage.Question{Name: dnsName(serviceType), Type: dnsmessage.TypePTR, Class: dnsmessage.ClassINET})
			select {
			case <-ctx.Done():
			case <-time.After(wait):
			}
		}
	}()
	return b.found
}

type browser struct {
	mu       sync.Mutex
	services map[string]*Found       // by instance
	targets  map[string]string       // instance to host
	hosts    map[string][]netip.Addr // by host
}

func newBrowser() *browser {
	return &browser{services: map[string]*Found{}, targets: map[string]string{}, hosts: map[string][]netip.Addr{}}
}

func (b *browser) heard(record dnsmessage.Resource, on link) {
	b.mu.Lock()
	defer b.mu.Unlock()
	name := record.Header.Name.String()
	instance, isInstance := strings.CutSuffix(name, "."+serviceType)
	switch body := record.Body.(type) {
	case *dnsmessage.SRVResource:
		if host, ok := hostOf(body.Target); ok && isInstance && len(b.targets) < maxFound {
			b.service(instance).Port, b.targets[instance] = int(body.Port), host
		}
	case *dnsmessage.TXTResource:
		if advert, err := ParseAdvert(body.TXT); err == nil && isInstance && len(b.services) < maxFound {
			b.service(instance).Advert = advert
		}
	default:
		host, ok := hostOf(record.Header.Name)
		if address, usable := addressOf(record, on, false); ok && usable && len(b.hosts) < maxFound && len(b.hosts[host]) < maxAddresses && !slices.Contains(b.hosts[host], address) {
			b.hosts[host] = append(b.hosts[host], address)
		}
	}
}

func (b *browser) service(instance string) *Found {
	if b.services[instance] == nil {
		b.services[instance] = &Found{Name: instance}
	}
	return b.services[instance]
}

func (b *browser) found() (all []Found) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for instance, found := range b.services {
		if found.Advert.Door != 0 && found.Port != 0 {
			one := *found
			one.Addresses = slices.Clone(b.hosts[b.targets[instance]])
			all = append(all, one)
		}
	}
	return all
}
