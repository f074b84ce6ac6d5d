package lanward

import (
	"crypto/rand"
	"net"
	"net/netip"
	"os"
	"time"

	"github.com/pion/transport/v5/deadline"
)

// recordQueue is how many datagrams wait for Pion's DTLS, in a session; what comes on top is lost, as on any network.
const recordQueue = 512

// The beginning of a DTLS record (RFC 6347 section 4.1; RFC 9147 section 4 for those of 1.3).
const (
	recordHandshake   = 22
	recordApplication = 23
	firstUnified      = 32 // of DTLS 1.3, always encrypted
	recordHeader      = 13
	maxRecord         = 9_216 // bytes of a datagram: what fits into the largest frames of a local network
	epochAt           = 3
)

func isHandshake(datagram []byte) bool {
	return len(datagram) > recordHeader && datagram[0] == recordHandshake
}

// isOfEarlierRun: the page has encrypted this for a run of the device that is no more.
func isOfEarlierRun(datagram []byte) bool {
	return datagram[0] == recordApplication || datagram[0] >= firstUnified ||
		len(datagram) > recordHeader && (datagram[epochAt] != 0 || datagram[epochAt+1] != 0)
}

// visit is a session as the door sees it. To Pion it is a net.PacketConn with one peer, wherever that peer is: where DTLS goes is the
// door's business.
type visit struct {
	door      *Door
	knock     Knock
	username  string
	admission Admission
	from      netip.Addr
	began     time.Time

	// Under the door's lock.
	lastVerified time.Time
	established  bool // the DTLS handshake is finished
	greeted      bool // a handshake record has come
	nominated    bool
	closed       bool
	target       netip.AddrPort // where DTLS goes
	paths        map[netip.AddrPort]path
	answered     *recent[[12]byte, netip.AddrPort]
	question     *question
	asking       bool           // a HEARTBEAT is being written
	redirect     netip.AddrPort // where the one record goes that is being written
	ask          func(info [16]byte, to netip.AddrPort)

	records      chan []byte
	done         chan struct{}
	readDeadline *deadline.Deadline
}

type path struct {
	socket *net.UDPConn
	at     time.Time
}

// question is a HEARTBEAT that is under way to an address which a page may have moved to (section 5.3).
type question struct {
	address netip.AddrPort
	info    [16]byte
}

func newVisit(door *Door, knock Knock, username string, admission Admission, from netip.Addr, now time.Time) *visit {
	return &visit{
		door: door, knock: knock, username: username, admission: admission, from: from, began: now, lastVerified: now,
		paths: map[netip.AddrPort]path{}, answered: newRecent[[12]byte, netip.AddrPort](maxTransactions),
		records: make(chan []byte, recordQueue), done: make(chan struct{}), readDeadline: deadline.New(),
	}
}

// take gives a datagram to DTLS. The door's lock is held.
func (v *visit) take(datagram []byte, from netip.AddrPort) bool {
	if len(datagram) > maxRecord {
		return false
	}
	if !v.greeted {
		if isOfEarlierRun(datagram) {
			go v.Close() // the page knocks afresh when nobody answers
		}
		if v.greeted = isHandshake(datagram); !v.greeted {
			return false
		}
	}
	// DTLS does not tell which datagram an answer was in. So the answer counts only while nothing came from elsewhere.
	if v.question != nil && from != v.question.address {
		v.question = nil
	}
	select {
	case v.records <- append([]byte(nil), datagram...):
		return true
	default:
		return false
	}
}

// offer asks an address that the page may have moved to. The door's lock is held.
func (v *visit) offer(address netip.AddrPort) {
	if v.ask == nil || v.asking {
		return // the next check asks again
	}
	v.question = &question{address: address}
	_, _ = rand.Read(v.question.info[:])
	v.asking = true
	info, ask := v.question.info, v.ask
	go func() {
		ask(info, address)
		v.door.mu.Lock()
		defer v.door.mu.Unlock()
		v.asking = false
	}()
}

// heard is told of each HEARTBEAT ACK that came.
func (v *visit) heard(info []byte) {
	v.door.mu.Lock()
	defer v.door.mu.Unlock()
	if v.question != nil && string(info) == string(v.question.info[:]) {
		v.target, v.question = v.question.address, nil
	}
}

// establish says that the handshake is finished: from now on DTLS moves only to where the page proves to be.
func (v *visit) establish(ask func(info [16]byte, to netip.AddrPort)) {
	v.door.mu.Lock()
	defer v.door.mu.Unlock()
	v.established, v.ask = true, ask
}

// sendTo makes write go to an address. Nothing else may be written meanwhile.
func (v *visit) sendTo(address netip.AddrPort, write func()) {
	v.door.mu.Lock()
	v.redirect = address
	v.door.mu.Unlock()
	write()
	v.door.mu.Lock()
	v.redirect = netip.AddrPort{}
	v.door.mu.Unlock()
}

// ReadFrom gives the next datagram.
func (v *visit) ReadFrom(buffer []byte) (int, net.Addr, error) {
	select {
	case <-v.done:
		return 0, nil, net.ErrClosed
	case <-v.readDeadline.Done():
		return 0, nil, os.ErrDeadlineExceeded
	default:
	}
	select {
	case record := <-v.records:
		return copy(buffer, record), v.LocalAddr(), nil
	case <-v.done:
		return 0, nil, net.ErrClosed
	case <-v.readDeadline.Done():
		return 0, nil, os.ErrDeadlineExceeded
	}
}

// WriteTo sends a datagram to where the page is.
func (v *visit) WriteTo(datagram []byte, _ net.Addr) (int, error) {
	v.door.mu.Lock()
	target := v.target
	if v.redirect.IsValid() {
		target = v.redirect
	}
	path, known := v.paths[target]
	v.door.mu.Unlock()
	if !known {
		return len(datagram), nil // lost, as on any network
	}
	return path.socket.WriteToUDPAddrPort(datagram, target)
}

// Close ends the session; the page gets silence from now on.
func (v *visit) Close() error {
	v.door.mu.Lock()
	defer v.door.mu.Unlock()
	if !v.closed {
		v.closed = true
		close(v.done)
		v.door.forget(v)
	}
	return nil
}

// LocalAddr is no address that anybody uses.
func (v *visit) LocalAddr() net.Addr { return &net.UDPAddr{} }

// SetReadDeadline is how Pion ends a read.
func (v *visit) SetReadDeadline(t time.Time) error { v.readDeadline.Set(t); return nil }

// SetWriteDeadline has no effect: writes do not wait.
func (v *visit) SetWriteDeadline(time.Time) error { return nil }

// SetDeadline sets that of reads.
func (v *visit) SetDeadline(t time.Time) error { return v.SetReadDeadline(t) }
