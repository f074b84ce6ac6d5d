// Package lanward makes a program a device of the Lanward protocol, with Pion's DTLS and SCTP. docs/protocol.md is what it was written from;
// sections are named after that text.
//
// A [Device] owns a door, a store of pairings and an advert. [Device.Pair] and [Device.Connect] are the other side: the device knocks at
// another one.
package lanward

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Config is what a device is.
type Config struct {
	Name   string   // 1 to 64 characters, for people
	Type   string   // [a-z0-9-]{1,32}, such as camera
	Port   int      // of the door; 0 is 47470
	NoDoor bool     // only knocks at others, and is not seen
	Grants []string // what every page that pairs gets at once: of video, audio, talk, cast
	Handlers
	Code   func(code Code, link Link, expires time.Time) // a new code is shown, on any goroutine
	Paired func(Pairing)                                 // a page has paired
	Failed func(what string, err error)                  // something that the owner should know
}

// Device is a running device. Its methods may be called from any goroutine.
type Device struct {
	config Config
	store  *Store
	door   *Door
	mdns   *mdns

	mu       sync.Mutex
	mode     *pairingMode
	asked    bucket // for host names that may be resolvable ones
	sessions map[*Session]bool
	pairing  map[*visit]bool // by code, those that are served
	ended    sync.WaitGroup  // sessions that this side began
}

// NewDevice opens the door; nothing is answered before [Device.Run].
func NewDevice(store *Store, config Config) (*Device, error) {
	name, err := CleanName(config.Name)
	if err != nil {
		return nil, err
	}
	if !typeText.MatchString(config.Type) {
		return nil, errors.New("a device type is 1 to 32 of a-z, 0-9 and -")
	}
	if config.Name = name; config.Port == 0 {
		config.Port = DoorPort
	}
	if config.Failed == nil {
		config.Failed = func(what string, err error) { log.Printf("%s: %v", what, err) }
	}
	d := &Device{config: config, store: store, door: newDoor(), sessions: map[*Session]bool{}, pairing: map[*visit]bool{}}
	if d.mdns, err = newMdns(); err != nil {
		return nil, fmt.Errorf("multicast DNS: %w", err)
	}
	if config.NoDoor {
		return d, nil
	}
	d.door.admit, d.door.serve, d.mdns.isOurs = d.admit, d.serve, d.isOurHost
	return d, d.openDoor()
}

func (d *Device) openDoor() error {
	if err := d.door.listen(d.config.Port); err != nil {
		return err
	}
	if standing := d.store.Identity.Fingerprint().StandingPort(); standing != d.config.Port {
		if err := d.door.listen(standing); err != nil {
			d.config.Failed("standing-port", err)
		}
	}
	return nil
}

// Run serves until the context ends, and then takes the advert back.
func (d *Device) Run(ctx context.Context) {
	var parts sync.WaitGroup
	parts.Add(2)
	go func() {
		defer parts.Done()
		d.mdns.run(ctx)
	}()
	go func() {
		defer parts.Done()
		d.door.run(ctx)
	}()
	if !d.config.NoDoor {
		d.mdns.publish(ctx, d.service)
	}
	parts.Wait()
	d.ended.Wait()
}

// OpenPairing lets pages pair for a while: codes and links are given to Config.Code.
func (d *Device) OpenPairing(ctx context.Context, duration time.Duration) {
	nameplate := randomNameplate()
	for range 20 {
		asking, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		taken := d.mdns.resolve(asking, NameplateHost(nameplate))
		cancel()
		if len(taken) == 0 {
			break
		}
		nameplate = randomNameplate()
	}
	mode := openPairingMode(nameplate, time.Now(), duration, d.pairingChanged)
	d.mu.Lock()
	d.mode = mode
	d.mu.Unlock()
	d.pairingChanged(true)
	go mode.keep(ctx)
}

func (d *Device) pairingChanged(open bool) {
	d.mu.Lock()
	mode := d.mode
	if !open {
		d.mode = nil
	}
	d.mu.Unlock()
	d.mdns.change(d.service())
	if !open || mode == nil {
		return
	}
	mode.mu.Lock()
	code, expires, secret := mode.code, mode.expires, mode.secret
	mode.mu.Unlock()
	if d.config.Code != nil {
		d.config.Code(code, d.link(secret), expires)
	}
}

func (d *Device) link(secret [16]byte) Link {
	about := d.about()
	return Link{Device: d.store.Identity.Fingerprint(), Secret: secret, Host: about.Host, Port: about.Port, Addresses: about.Addresses, Name: d.config.Name, Type: d.config.Type}
}

func (d *Device) pairingMode() *pairingMode {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.mode
}

// admit looks for whoever has knocked. The door's lock is held.
func (d *Device) admit(now time.Time, knock Knock, from netip.Addr, verify func(pwd string) bool) (Admission, bool) {
	own, mode := d.store.Identity, d.pairingMode()
	switch knock.Kind {
	case KnockPairing:
		all, ofOne := d.door.pairingSessions(from)
		pwd := knock.pairingPwd()
		// Some more than are served are let in, to be told that the device is busy.
		ok := mode != nil && mode.isOpen(now) && all < 2*maxPairingSessions && ofOne <= maxFromOneAddress && verify(pwd)
		return Admission{Pwd: pwd, Own: PairingIdentity(), Expected: knock.Page, Kind: knock.Kind}, ok
	case KnockLink:
		if mode == nil {
			return Admission{}, false
		}
		secret, open := mode.link(now)
		pwd := knock.linkPwd(secret, own.Fingerprint())
		return Admission{Pwd: pwd, Own: own, Expected: knock.Page, Kind: knock.Kind, secret: secret}, open && verify(pwd)
	}
	for _, pairing := range d.store.All() {
		for _, page := range pairing.certificates() {
			if pwd := knock.pairedPwd(pairing.Key, own.Fingerprint(), page); verify(pwd) {
				return Admission{Pwd: pwd, Own: own, Expected: page, Kind: knock.Kind, PeerID: pairing.ID}, true
			}
		}
	}
	return Admission{}, false
}

// certificates are those that the peer may present, around a rotation two.
func (p *Pairing) certificates() []Fingerprint {
	if p.Next != nil {
		return []Fingerprint{p.Fingerprint, *p.Next}
	}
	return []Fingerprint{p.Fingerprint}
}

// serve runs what a knock has opened, to its end.
func (d *Device) serve(ctx context.Context, visit *visit) {
	a, err := associate(ctx, visit, &net.UDPAddr{}, false, visit.admission.Own, visit.admission.Expected, visit)
	if err != nil {
		log.Printf("session %s: %v", visit.knock.Kind, err)
		return
	}
	if visit.admission.Kind != KnockPaired {
		d.servePairing(ctx, visit, a)
		return
	}
	_ = d.store.Update(visit.admission.PeerID, func(p *Pairing) {
		if p.Next != nil && *p.Next == a.peer {
			p.Fingerprint, p.Next = a.peer, nil
		}
	})
	session := newSession(d, visit.admission.PeerID, false, a)
	session.Remote = visit.from
	d.runSession(ctx, session, Hello{Name: d.config.Name, Device: d.about()})
}

func (d *Device) runSession(ctx context.Context, session *Session, hello Hello) {
	d.mu.Lock()
	d.sessions[session] = true
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.sessions, session)
	}()
	if _, paired := d.store.Get(session.Peer); !paired { // revoked during the handshake
		session.End(Revoke{})
		close(session.done)
		return
	}
	session.run(ctx, hello)
}

func (d *Device) servePairing(ctx context.Context, visit *visit, a *association) {
	defer a.end()
	limited, cancel := context.WithTimeout(ctx, pairingSessionLimit)
	defer cancel()
	context.AfterFunc(limited, func() { _ = a.dtls.Close() })
	mode := d.pairingMode()
	if mode == nil {
		_ = refuse(a, PairRefused{Code: "pairing-closed"})
		return
	}
	if visit.knock.Kind == KnockPairing {
		if !d.beginPairing(visit) {
			_ = refuse(a, PairRefused{Code: "busy"})
			return
		}
		defer d.endPairing(visit)
	}
	err := mode.pairAsDevice(a, visit.knock, visit.admission.secret, func(name string) (Paired, error) { return d.paired(name, a.peer) })
	if err != nil {
		log.Printf("pairing: %v", err)
	}
}

// beginPairing gives false where this is one too many. Those whose handshake goes on do not count: anybody can begin one.
func (d *Device) beginPairing(visit *visit) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	ofOne := 0
	for other := range d.pairing {
		if other.from == visit.from {
			ofOne++
		}
	}
	if len(d.pairing) >= maxPairingSessions || ofOne >= maxFromOneAddress {
		return false
	}
	d.pairing[visit] = true
	return true
}

func (d *Device) endPairing(visit *visit) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.pairing, visit)
}

// paired keeps a page that has proved the code, or the link.
func (d *Device) paired(name string, page Fingerprint) (Paired, error) {
	answer := Paired{Name: d.config.Name, Device: *d.about(), Fingerprint: d.store.Identity.Fingerprint()}
	_, _ = rand.Read(answer.Key[:])
	pairing, err := d.store.Add(Pairing{Name: name, Fingerprint: page, Key: answer.Key, WasPage: true, Grants: d.config.Grants})
	if err != nil {
		d.config.Failed("store", err)
		return answer, err
	}
	if d.config.Paired != nil {
		d.config.Paired(pairing)
	}
	return answer, nil
}

// Revoke forgets a peer and ends its sessions (section 12).
func (d *Device) Revoke(peer string) error {
	err := d.store.Remove(peer)
	d.mu.Lock()
	defer d.mu.Unlock()
	for session := range d.sessions {
		if session.Peer == peer {
			go session.End(Revoke{})
		}
	}
	return err
}

// about is what the device says of itself.
func (d *Device) about() *About {
	return &About{Type: d.config.Type, Host: d.store.Host, Addresses: ownAddresses(), Port: d.config.Port, Knocks: []string{string(KnockPaired)}}
}

// ownAddresses are the first eight of this machine that are neither loopback nor link-local.
func ownAddresses() (own []netip.Addr) {
	own = []netip.Addr{}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return own
	}
	for _, address := range addresses {
		prefix, err := netip.ParsePrefix(address.String())
		if ip := prefix.Addr().Unmap(); err == nil && ip.IsGlobalUnicast() && len(own) < maxAddresses {
			own = append(own, ip)
		}
	}
	return own
}

const maxHostsASecond = 100

// isOurHost says whether a host name is one that this device answers for now (section 3).
func (d *Device) isOurHost(uuid string) bool {
	if uuid == d.store.Host {
		return true
	}
	if mode := d.pairingMode(); mode != nil && uuid == NameplateHost(mode.nameplate) {
		return true
	}
	// Whoever asks costs us a computation for each pairing.
	d.mu.Lock()
	ok := d.asked.take(time.Now(), 1, maxHostsASecond, 2*maxHostsASecond)
	d.mu.Unlock()
	if !ok {
		return false
	}
	for _, pairing := range d.store.All() {
		if isResolvableHost(pairing.Key.hostKey(!pairing.WasPage), uuid) {
			return true
		}
	}
	return false
}

// service is the advert of now (section 14).
func (d *Device) service() service {
	fingerprint := d.store.Identity.Fingerprint()
	advert := Advert{Door: 1, Knocks: []string{string(KnockPaired)}, Fingerprint: &fingerprint, Type: d.config.Type}
	hosts := []string{d.store.Host}
	if mode := d.pairingMode(); mode != nil {
		advert.Pairing, advert.Nameplate = true, mode.nameplate
		hosts = append(hosts, NameplateHost(mode.nameplate))
	}
	return service{name: d.config.Name, kind: d.config.Type, host: d.store.Host, port: d.config.Port, txt: advert.TXT(), hosts: hosts}
}
