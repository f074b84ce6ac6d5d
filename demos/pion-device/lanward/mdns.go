package lanward

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/net/dns/dnsmessage"
	"golang.org/x/net/ipv4"
	"golang.org/x/net/ipv6"
	"golang.org/x/sys/unix"
)

// mdns is as much of multicast DNS (RFC 6762) and DNS-SD (RFC 6763) as a device and a page of a lab need: it probes, announces, answers,
// takes back, resolves and browses. It keeps no cache and breaks no ties of simultaneous probes.
type mdns struct {
	isOurs func(uuid string) bool // the host names that are answered, asked each time

	write func(packed []byte, to *net.UDPAddr, on link) // what cannot be sent is lost, as on any network
	four  *ipv4.PacketConn
	six   *ipv6.PacketConn

	mu        sync.Mutex
	links     map[int]link // by index
	published *service     // once probed
	instance  string       // its name, as published
	listeners map[*listener]bool
	responses bucket
}

// service is what is advertised. hosts are the names that are announced: the device host, and a nameplate.
type service struct {
	name, kind, host string
	port             int
	txt              []string
	hosts            []string
}

// link is a network interface, with what is answered for our hosts there.
type link struct {
	net.Interface
	addresses []netip.Prefix
}

type listener struct {
	heard func(r dnsmessage.Resource, on link)
}

const (
	mdnsPort     = 5353
	serviceType  = "_lanward._udp.local."
	allServices  = "_services._dns-sd._udp.local."
	ttl          = 120
	legacyTTL    = 10
	cacheFlush   = 1 << 15
	unicastReply = 1 << 15
	maxQuestions = 32
	maxResponses = 50 // a second
	maxDNS       = 9_000
)

var (
	group4 = &net.UDPAddr{IP: net.IPv4(224, 0, 0, 251), Port: mdnsPort}
	group6 = &net.UDPAddr{IP: net.ParseIP("ff02::fb"), Port: mdnsPort}
)

// newMdns opens port 5353 beside others who use it.
func newMdns() (*mdns, error) {
	m := &mdns{isOurs: func(string) bool { return false }, links: map[int]link{}, listeners: map[*listener]bool{}}
	m.write = m.send
	shared := net.ListenConfig{Control: func(_, _ string, raw syscall.RawConn) (err error) {
		_ = raw.Control(func(fd uintptr) {
			err = errors.Join(unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEADDR, 1), unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_REUSEPORT, 1))
		})
		return err
	}}
	four, err := shared.ListenPacket(context.Background(), "udp4", fmt.Sprintf("0.0.0.0:%d", mdnsPort))
	if err != nil {
		return nil, err
	}
	m.four = ipv4.NewPacketConn(four)
	err = errors.Join(m.four.SetControlMessage(ipv4.FlagInterface, true), m.four.SetMulticastTTL(255), m.four.SetTTL(255))
	if six, no := shared.ListenPacket(context.Background(), "udp6", fmt.Sprintf("[::]:%d", mdnsPort)); no == nil {
		m.six = ipv6.NewPacketConn(six)
		err = errors.Join(err, m.six.SetControlMessage(ipv6.FlagInterface, true), m.six.SetMulticastHopLimit(255), m.six.SetHopLimit(255))
	}
	m.join()
	return m, err
}

// join takes part on every link that can multicast. It gives whether the links or their addresses have changed.
func (m *mdns) join() (changed bool) {
	interfaces, err := net.Interfaces()
	if err != nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	links := map[int]link{}
	for _, i := range interfaces {
		if i.Flags&(net.FlagUp|net.FlagMulticast) != net.FlagUp|net.FlagMulticast || i.Flags&net.FlagLoopback != 0 {
			continue
		}
		addresses, _ := i.Addrs()
		l := link{Interface: i}
		for _, address := range addresses {
			if prefix, err := netip.ParsePrefix(address.String()); err == nil {
				l.addresses = append(l.addresses, prefix)
			}
		}
		l.addresses = advertised(l.addresses)
		before, known := m.links[i.Index]
		changed = changed || !known || fmt.Sprint(before.addresses) != fmt.Sprint(l.addresses)
		if changed {
			// Already a member is no error that matters.
			_ = m.four.JoinGroup(&i, group4)
			if m.six != nil {
				_ = m.six.JoinGroup(&i, group6)
			}
		}
		links[i.Index] = l
	}
	changed = changed || len(links) != len(m.links)
	m.links = links
	return changed
}

// run serves until the context ends.
func (m *mdns) run(ctx context.Context) {
	var reading sync.WaitGroup
	reading.Add(1)
	go func() {
		defer reading.Done()
		m.read(func(buffer []byte) (int, int, net.Addr, error) {
			n, control, from, err := m.four.ReadFrom(buffer)
			if control == nil {
				return n, 0, from, err
			}
			return n, control.IfIndex, from, err
		})
	}()
	if m.six != nil {
		reading.Add(1)
		go func() {
			defer reading.Done()
			m.read(func(buffer []byte) (int, int, net.Addr, error) {
				n, control, from, err := m.six.ReadFrom(buffer)
				if control == nil {
					return n, 0, from, err
				}
				return n, control.IfIndex, from, err
			})
		}()
	}
	ticker := time.NewTicker(3 * time.Second)
	defer ticker.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-ticker.C:
			if m.join() {
				m.announce(ttl)
			}
		}
	}
	m.announce(0) // goodbye
	_ = m.four.Close()
	if m.six != nil {
		_ = m.six.Close()
	}
	reading.Wait()
}

func (m *mdns) read(receive func([]byte) (int, int, net.Addr, error)) {
	buffer := make([]byte, maxDNS)
	for {
		n, index, from, err := receive(buffer)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		m.mu.Lock()
		on, known := m.links[index]
		m.mu.Unlock()
		if source, ok := from.(*net.UDPAddr); err == nil && ok && known {
			m.handle(buffer[:n], source, on)
		}
	}
}

func (m *mdns) handle(datagram []byte, from *net.UDPAddr, on link) {
	var parser dnsmessage.Parser
	header, err := parser.Start(datagram)
	source, ok := netip.AddrFromSlice(from.IP)
	// What comes from other links is not multicast DNS (RFC 6762 section 11).
	if err != nil || header.OpCode != 0 || header.RCode != 0 || !ok || !on.isNeighbour(source.Unmap()) {
		return
	}
	if header.Response {
		if from.Port == mdnsPort {
			m.hear(&parser, on)
		}
		return
	}
	questions, err := parser.AllQuestions()
	if err != nil || len(questions) > maxQuestions {
		return
	}
	known, _ := parser.AllAnswers()
	m.answer(header, questions, known, from, on)
}

// hear tells whoever waits of each record of a response.
func (m *mdns) hear(parser *dnsmessage.Parser, on link) {
	if parser.SkipAllQuestions() != nil {
		return
	}
	answers, err := parser.AllAnswers()
	if err != nil {
		return
	}
	var more []dnsmessage.Resource
	if parser.SkipAllAuthorities() == nil {
		more, _ = parser.AllAdditionals()
	}
	m.mu.Lock()
	waiting := make([]*listener, 0, len(m.listeners))
	for listener := range m.listeners {
		waiting = append(waiting, listener)
	}
	m.mu.Unlock()
	for _, record := range append(answers, more...) {
		for _, listener := range waiting {
			listener.heard(record, on)
		}
	}
}

func (m *mdns) answer(header dnsmessage.Header, questions []dnsmessage.Question, known []dnsmessage.Resource, from *net.UDPAddr, on link) {
	legacy := from.Port != mdnsPort
	unicast := legacy
	response := records{legacy: legacy}
	for _, question := range questions {
		unicast = unicast || question.Class&unicastReply != 0
		m.answerQuestion(&response, question, known, on)
	}
	m.mu.Lock()
	ok := m.responses.take(time.Now(), 1, maxResponses, 2*maxResponses)
	m.mu.Unlock()
	if len(response.answers) == 0 || !ok {
		return
	}
	message := dnsmessage.Message{Header: dnsmessage.Header{Response: true, Authoritative: true}, Answers: response.answers, Additionals: response.additionals}
	if legacy {
		message.ID, message.Questions = header.ID, questions
	}
	packed, err := message.Pack()
	if err != nil {
		return
	}
	to := from
	if !unicast {
		if to = group6; from.IP.To4() != nil {
			to = group4
		}
	}
	m.write(packed, to, on)
}

// answerQuestion adds what we know to a response.
func (m *mdns) answerQuestion(response *records, question dnsmessage.Question, known []dnsmessage.Resource, on link) {
	name, kind := strings.ToLower(question.Name.String()), question.Type
	if uuid, local := strings.CutSuffix(name, ".local."); local && isUUID(uuid) {
		if m.isOurs(uuid) {
			response.host(uuid, kind, on, ttl)
		}
		return
	}
	m.mu.Lock()
	s, instance := m.published, m.instance
	m.mu.Unlock()
	if s == nil {
		return
	}
	wants := func(types ...dnsmessage.Type) bool {
		return kind == dnsmessage.TypeALL || slices.Contains(types, kind)
	}
	switch name {
	case serviceType, s.subtype():
		if wants(dnsmessage.TypePTR) && !knows(known, name, instance) {
			response.pointer(name, instance, ttl)
			response.service(&response.additionals, s, instance, ttl, dnsmessage.TypeALL)
			response.hostInto(&response.additionals, s.host, dnsmessage.TypeALL, on, ttl)
		}
	case allServices:
		if wants(dnsmessage.TypePTR) {
			response.pointer(allServices, serviceType, ttl)
		}
	case strings.ToLower(instance):
		if wants(dnsmessage.TypeSRV, dnsmessage.TypeTXT) {
			response.service(&response.answers, s, instance, ttl, kind)
			response.hostInto(&response.additionals, s.host, dnsmessage.TypeALL, on, ttl)
		}
	}
}

// subtype is that of cameras (section 14).
func (s *service) subtype() string {
	if s.kind == "camera" {
		return "_camera._sub." + serviceType
	}
	return serviceType
}

// knows is known-answer suppression (RFC 6762 section 7.1).
func knows(known []dnsmessage.Resource, name, instance string) bool {
	for _, record := range known {
		pointer, ok := record.Body.(*dnsmessage.PTRResource)
		if ok && strings.EqualFold(record.Header.Name.String(), name) && strings.EqualFold(pointer.PTR.String(), instance) && record.Header.TTL >= ttl/2 {
			return true
		}
	}
	return false
}

// publish probes for the instance's name and announces what is advertised.
func (m *mdns) publish(ctx context.Context, now func() service) {
	instance := m.probe(ctx, now().name)
	s := now()
	m.mu.Lock()
	m.published, m.instance = &s, instance
	m.mu.Unlock()
	m.announceTwice()
}

// change announces another state of the same instance, and takes back the host names that are gone.
func (m *mdns) change(s service) {
	m.mu.Lock()
	before := m.published
	if before != nil {
		m.published = &s
	}
	m.mu.Unlock()
	if before == nil {
		return // it is published later, as it is then
	}
	gone := service{}
	for _, host := range before.hosts {
		if !slices.Contains(s.hosts, host) {
			gone.hosts = append(gone.hosts, host)
		}
	}
	if len(gone.hosts) > 0 {
		m.say(&gone, "", 0)
	}
	m.announceTwice()
}

func (m *mdns) announceTwice() {
	m.announce(ttl)
	time.AfterFunc(time.Second, func() { m.announce(ttl) })
}

// announce says all that is published on every link; a time to live of 0 takes it back.
func (m *mdns) announce(ttl uint32) {
	m.mu.Lock()
	s, instance := m.published, m.instance
	if ttl == 0 {
		m.published = nil
	}
	m.mu.Unlock()
	if s != nil {
		m.say(s, instance, ttl)
	}
}

func (m *mdns) say(s *service, instance string, ttl uint32) {
	for _, on := range m.everyLink() {
		var response records
		if instance != "" {
			response.pointer(serviceType, instance, ttl)
			if s.subtype() != serviceType {
				response.pointer(s.subtype(), instance, ttl)
			}
			response.service(&response.answers, s, instance, ttl, dnsmessage.TypeALL)
		}
		for _, host := range s.hosts {
			response.host(host, dnsmessage.TypeALL, on, ttl)
		}
		message := dnsmessage.Message{Header: dnsmessage.Header{Response: true, Authoritative: true}, Answers: response.answers}
		if packed, err := message.Pack(); err == nil {
			m.write(packed, group4, on)
			m.write(packed, group6, on)
		}
	}
}

func (m *mdns) listen(heard func(r dnsmessage.Resource, on link)) (stop func()) {
	l := &listener{heard}
	m.mu.Lock()
	m.listeners[l] = true
	m.mu.Unlock()
	return func() {
		m.mu.Lock()
		delete(m.listeners, l)
		m.mu.Unlock()
	}
}

func (m *mdns) ask(questions ...dnsmessage.Question) {
	message := dnsmessage.Message{Questions: questions}
	packed, err := message.Pack()
	if err != nil {
		return
	}
	for _, on := range m.everyLink() {
		m.write(packed, group4, on)
		m.write(packed, group6, on)
	}
}

func (m *mdns) everyLink() (links []link) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, on := range m.links {
		links = append(links, on)
	}
	return links
}

func (m *mdns) send(packed []byte, to *net.UDPAddr, on link) {
	if to.IP.To4() != nil {
		_, _ = m.four.WriteTo(packed, &ipv4.ControlMessage{IfIndex: on.Index}, to)
	} else if m.six != nil {
		_, _ = m.six.WriteTo(packed, &ipv6.ControlMessage{IfIndex: on.Index}, to)
	}
}
