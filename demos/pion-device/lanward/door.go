package lanward

import (
	"context"
	"errors"
	"log"
	"net"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Limits of a door. Those of time, replays, pairings and sources are the protocol's (sections 5.2 and 13); the others bound what peers can make us hold.
const (
	handshakeLimit  = 10 * time.Second
	consentLimit    = 30 * time.Second
	replayMemory    = 65_536 // nonces of sessions that have ended
	maxSessions     = 256
	maxOfPairing    = 32    // sessions of one pairing
	maxHandshakes   = 32    // sessions whose handshake goes on
	maxOfSource     = 4     // of those, knocked for from one address
	maxPaths        = 16    // addresses of one session
	maxTransactions = 1_024 // of one session
)

// Admission is what a knock that verified leads to.
type Admission struct {
	Pwd      string      // the door-pwd that verified
	Own      Identity    // the certificate to present
	Expected Fingerprint // the certificate that the page must present
	Kind     KnockKind
	PeerID   string   // of lw1: which pairing
	secret   [16]byte // of lw2: which link
}

// Door is an ICE-lite responder on one or more UDP sockets that answers nobody but those who knock (section 5). It does STUN itself; each
// session is DTLS and SCTP by Pion over what the door lets through.
type Door struct {
	// admit looks for whoever knocks: verify says whether a door-pwd is the one. It creates nothing.
	admit func(now time.Time, knock Knock, from netip.Addr, verify func(pwd string) bool) (Admission, bool)
	// serve runs a session to its end, on a goroutine of its own.
	serve func(ctx context.Context, visit *visit)

	sockets []*net.UDPConn
	running sync.WaitGroup
	mu      sync.Mutex
	budget  *budget
	visits  map[string]*visit         // by USERNAME
	paths   map[netip.AddrPort]*visit // by the address that verified last
	nonces  *recent[[nonceBytes]byte, struct{}]
	dropped int // datagrams that got silence
}

func newDoor() *Door {
	return &Door{budget: newBudget(), visits: map[string]*visit{}, paths: map[netip.AddrPort]*visit{}, nonces: newRecent[[nonceBytes]byte, struct{}](replayMemory)}
}

// listen opens a port of the door.
func (d *Door) listen(port int) error {
	socket, err := net.ListenUDP("udp", &net.UDPAddr{Port: port})
	if err != nil {
		return err
	}
	d.sockets = append(d.sockets, socket)
	return nil
}

// run serves until the context ends.
func (d *Door) run(ctx context.Context) {
	for _, socket := range d.sockets {
		d.running.Add(1)
		go func() {
			defer d.running.Done()
			d.receive(ctx, socket)
		}()
	}
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case now := <-ticker.C:
			d.endSilent(now)
		}
	}
	d.running.Wait()
}

func (d *Door) receive(ctx context.Context, socket *net.UDPConn) {
	context.AfterFunc(ctx, func() { _ = socket.SetReadDeadline(time.Now()) })
	buffer := make([]byte, 65_536)
	for {
		n, from, err := socket.ReadFromUDPAddrPort(buffer)
		if err == nil {
			d.handle(ctx, time.Now(), buffer[:n], netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), socket)
		} else if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
			return
		}
	}
}

// handle tells datagrams apart by their first byte (RFC 7983).
func (d *Door) handle(ctx context.Context, now time.Time, datagram []byte, from netip.AddrPort, socket *net.UDPConn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case len(datagram) == 0:
	case datagram[0] <= 3:
		if response := d.handleStun(ctx, now, datagram, from, socket); response != nil {
			_, _ = socket.WriteToUDPAddrPort(response, from)
			return
		}
	case datagram[0] >= 20 && datagram[0] <= 63:
		if visit, known := d.paths[from]; known && visit.take(datagram, from) {
			return
		}
	}
	d.dropped++
}

// iceUfrag is the page's: 4 to 256 ice-chars (RFC 8839 section 5.4).
var iceUfrag = regexp.MustCompile(`^[A-Za-z0-9+/]{4,256}$`)

// handleStun gives the response, or nil: silence.
func (d *Door) handleStun(ctx context.Context, now time.Time, datagram []byte, from netip.AddrPort, socket *net.UDPConn) []byte {
	request, err := readStun(datagram)
	if err != nil || request.kind != bindingRequest {
		return nil
	}
	visitor, known := d.visits[request.username]
	if known && !request.verify(visitor.admission.Pwd) {
		return nil
	}
	if !known {
		if visitor = d.knock(now, request, from); visitor == nil {
			return nil
		}
	}
	if len(request.unknown) > 0 {
		return request.unknownAttributes(visitor.admission.Pwd)
	}
	if before, answered := visitor.answered.get(request.transaction); answered && before != from {
		return nil // a replay
	}
	if !known {
		d.visits[request.username] = visitor
		d.start(ctx, visitor)
	}
	d.path(visitor, now, from, socket, request)
	return request.success(from, visitor.admission.Pwd)
}

// knock verifies the first request of a session; nothing is kept of one that fails.
func (d *Door) knock(now time.Time, request *stunMessage, from netip.AddrPort) *visit {
	ufrag, page, _ := strings.Cut(request.username, ":")
	knock, err := ParseKnock(ufrag)
	if err != nil || !iceUfrag.MatchString(page) || !d.budget.allows(now, from.Addr()) {
		return nil
	}
	_, replayed := d.nonces.get(knock.Nonce)
	if knock.Kind != KnockPairing && (replayed || d.hasNonce(knock.Nonce)) {
		return nil
	}
	all, ofSource := d.handshakes(from.Addr())
	if len(d.visits) >= maxSessions || all >= maxHandshakes || ofSource >= maxOfSource {
		return nil
	}
	admission, ok := d.admit(now, knock, from.Addr(), request.verify)
	if !ok || admission.Kind == KnockPaired && d.sessionsOf(admission.PeerID) >= maxOfPairing {
		return nil
	}
	if admission.Kind == KnockPairing {
		d.budget.charge(now, from.Addr(), pairingCost-1)
	} else {
		d.budget.prove(now, from.Addr())
	}
	return newVisit(d, knock, request.username, admission, from.Addr(), now)
}

// hasNonce: a nonce opens one session, whatever the page's ufrag beside it.
func (d *Door) hasNonce(nonce [nonceBytes]byte) bool {
	for _, other := range d.visits {
		if other.knock.Kind != KnockPairing && other.knock.Nonce == nonce {
			return true
		}
	}
	return false
}

// handshakes counts those that go on, in all and of one address.
func (d *Door) handshakes(from netip.Addr) (all, ofOne int) {
	for _, visit := range d.visits {
		if !visit.established {
			all++
			if visit.from == from {
				ofOne++
			}
		}
	}
	return all, ofOne
}

func (d *Door) sessionsOf(peer string) (count int) {
	for _, visit := range d.visits {
		if visit.admission.PeerID == peer {
			count++
		}
	}
	return count
}

func (d *Door) start(ctx context.Context, visit *visit) {
	d.running.Add(1)
	go func() {
		defer d.running.Done()
		d.serve(ctx, visit)
		_ = visit.Close()
	}()
}

// path notes that an address verified for a session, and where DTLS goes (sections 5.2 and 5.3).
func (d *Door) path(visitor *visit, now time.Time, from netip.AddrPort, socket *net.UDPConn, request *stunMessage) {
	_, again := visitor.answered.get(request.transaction)
	visitor.answered.put(request.transaction, from)
	visitor.lastVerified = now
	if other := d.paths[from]; other != visitor {
		if other != nil {
			delete(other.paths, from)
		}
		d.paths[from] = visitor
	}
	visitor.paths[from] = path{socket, now}
	if len(visitor.paths) > maxPaths {
		d.forgetOldest(visitor)
	}
	switch {
	case !visitor.established:
		if request.useCandidate || !visitor.nominated {
			visitor.target = from
		}
		visitor.nominated = visitor.nominated || request.useCandidate
	case from != visitor.target && !again:
		visitor.offer(from)
	}
}

func (d *Door) forgetOldest(visitor *visit) {
	var oldest netip.AddrPort
	for address, path := range visitor.paths {
		if address != visitor.target && (!oldest.IsValid() || path.at.Before(visitor.paths[oldest].at)) {
			oldest = address
		}
	}
	delete(visitor.paths, oldest)
	delete(d.paths, oldest)
}

// endSilent ends sessions that nobody keeps alive (RFC 7675), and handshakes that take too long.
func (d *Door) endSilent(now time.Time) {
	d.mu.Lock()
	var ended []*visit
	for _, visit := range d.visits {
		if now.Sub(visit.lastVerified) > consentLimit || !visit.established && now.Sub(visit.began) > handshakeLimit {
			ended = append(ended, visit)
		}
	}
	d.mu.Unlock()
	for _, visit := range ended {
		log.Printf("session %s: no sign of life", visit.knock.Kind)
		_ = visit.Close()
	}
}

// forget is called once a session, by visit.Close.
func (d *Door) forget(visit *visit) {
	delete(d.visits, visit.username)
	for address := range visit.paths {
		if d.paths[address] == visit {
			delete(d.paths, address)
		}
	}
	if visit.knock.Kind != KnockPairing {
		d.nonces.put(visit.knock.Nonce, struct{}{})
	}
}

// pairingSessions counts those opened by lw0, in all and from one address.
func (d *Door) pairingSessions(from netip.Addr) (all, ofOne int) {
	for _, visit := range d.visits {
		if visit.knock.Kind == KnockPairing {
			all++
			if visit.from == from {
				ofOne++
			}
		}
	}
	return all, ofOne
}
