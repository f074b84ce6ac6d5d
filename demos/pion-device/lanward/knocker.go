package lanward

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"time"

	dtlsnet "github.com/pion/dtls/v3/pkg/net"
	"github.com/pion/ice/v4"
)

// The side that knocks (sections 6, 7 and 14). There is no SDP: what the answer of section 7 would tell a browser is told to Pion's ICE.

// connectLimit is how long a door is looked for, with the handshakes.
const connectLimit = 20 * time.Second

// errors of the side that knocks.
var (
	ErrNotFound = errors.New("nobody answers: not there, or this pairing is not known there any more")
	ErrNoCode   = errors.New("this is neither a code, such as 7-482913, nor a link")
)

// RefusedError is a device's no to pairing.
type RefusedError struct{ PairRefused }

func (e RefusedError) Error() string {
	return fmt.Sprintf("the device refuses: %s (%d guesses left)", e.Code, e.Left)
}

// door is where a knock is to go.
type door struct {
	knock     Knock
	pwd       string
	own       Identity
	expected  Fingerprint
	hosts     []string // asked for by multicast DNS, with ports
	addresses []netip.Addr
	ports     []int
	advert    func(Advert) bool // whose adverts count
}

// Connect knocks at a paired device, of an id or a name, and gives the session, which runs until the context ends or one side ends it.
func (d *Device) Connect(ctx context.Context, peer string) (*Session, error) {
	pairing, err := d.store.Find(peer)
	if err != nil {
		return nil, err
	}
	own := d.store.Identity
	var nonce [nonceBytes]byte
	var r [6]byte
	_, _ = rand.Read(nonce[:])
	_, _ = rand.Read(r[:])
	knock := newPairedKnock(nonce)
	fingerprint := pairing.Fingerprint
	to := door{
		knock: knock, pwd: knock.pairedPwd(pairing.Key, fingerprint, own.Fingerprint()), own: own, expected: fingerprint,
		hosts:     []string{resolvableHost(pairing.Key.hostKey(pairing.WasPage), r)},
		addresses: pairing.Addresses,
		ports:     []int{pairing.Port, fingerprint.StandingPort()},
		advert:    pairing.advertises,
	}
	if pairing.Port == 0 {
		to.ports[0] = DoorPort
	}
	a, agent, err := d.knockAt(ctx, to)
	if err != nil {
		return nil, err
	}
	session := newSession(d, pairing.ID, true, a)
	d.ended.Add(1)
	go func() {
		defer d.ended.Done()
		defer func() { _ = agent.Close() }()
		d.runSession(ctx, session, Hello{Name: d.config.Name})
	}()
	return session, nil
}

// Pair pairs with a device by its code or its link.
func (d *Device) Pair(ctx context.Context, text string) (Pairing, error) {
	if looksLikeLink(text) {
		link, err := ParseLink(text)
		if err != nil {
			return Pairing{}, err
		}
		return d.pairByLink(ctx, link)
	}
	code, err := ParseCode(text)
	if err != nil {
		return Pairing{}, ErrNoCode
	}
	return d.pairByCode(ctx, code)
}

func (d *Device) pairByCode(ctx context.Context, code Code) (Pairing, error) {
	own := d.store.Identity
	knock := newPairingKnock(own.Fingerprint())
	a, agent, err := d.knockAt(ctx, door{
		knock: knock, pwd: knock.pairingPwd(), own: own, expected: PairingIdentity().Fingerprint(),
		hosts: []string{NameplateHost(code.Nameplate)}, ports: []int{DoorPort},
		advert: func(a Advert) bool { return a.Pairing && a.Nameplate == code.Nameplate },
	})
	if err != nil {
		return Pairing{}, err
	}
	defer func() { _ = agent.Close() }()
	defer a.end()
	defer a.limit(ctx)()
	paired, err := d.provesCode(a, code)
	if err != nil {
		return Pairing{}, err
	}
	return d.keep(paired)
}

func (d *Device) provesCode(a *association, code Code) (Paired, error) {
	side, err := newSpake2(true, passwordScalar(code.String()), a.own[:], a.peer[:])
	if err != nil {
		return Paired{}, err
	}
	share, err := ask[PairShare](a, PairShare{side.share})
	if err != nil {
		return Paired{}, err
	}
	keys, err := side.finish(share.Share)
	if err != nil {
		return Paired{}, err
	}
	name, err := json.Marshal(object{"name": d.config.Name})
	if err != nil {
		return Paired{}, err
	}
	confirm, err := ask[PairConfirm](a, PairConfirm{Confirm: keys.cA, Sealed: keys.seal(true, name)})
	if err != nil {
		return Paired{}, err
	}
	if !hmac.Equal(confirm.Confirm, keys.cB) {
		return Paired{}, errors.New("the device does not know the code")
	}
	plain, err := keys.open(false, confirm.Sealed)
	if err != nil {
		return Paired{}, err
	}
	return readSealedPaired(plain)
}

func (d *Device) pairByLink(ctx context.Context, link Link) (Pairing, error) {
	own := d.store.Identity
	var nonce [nonceBytes]byte
	_, _ = rand.Read(nonce[:])
	knock := newLinkKnock(nonce, own.Fingerprint())
	a, agent, err := d.knockAt(ctx, door{
		knock: knock, pwd: knock.linkPwd(link.Secret, link.Device), own: own, expected: link.Device,
		hosts: []string{link.Host}, addresses: link.Addresses, ports: []int{link.Port, link.Device.StandingPort()},
		advert: func(a Advert) bool { return a.Fingerprint != nil && *a.Fingerprint == link.Device },
	})
	if err != nil {
		return Pairing{}, err
	}
	defer func() { _ = agent.Close() }()
	defer a.end()
	defer a.limit(ctx)()
	paired, err := ask[Paired](a, PairLink{d.config.Name})
	if err != nil {
		return Pairing{}, err
	}
	if paired.Fingerprint != link.Device {
		return Pairing{}, errors.New("the device names another certificate than its link")
	}
	return d.keep(paired)
}

// limit ends a pairing that takes too long; what it gives lifts that.
func (a *association) limit(ctx context.Context) (lift func()) {
	limited, cancel := context.WithTimeout(ctx, pairingSessionLimit)
	stop := context.AfterFunc(limited, func() { _ = a.dtls.Close() })
	return func() { stop(); cancel() }
}

// ask sends a message of pairing and waits for the answer to it.
func ask[T any](a *association, message any) (answer T, err error) {
	if err := a.send(message); err != nil {
		return answer, err
	}
	got, err := a.receive(make([]byte, maxMessage+1))
	if err != nil {
		return answer, err
	}
	if refused, no := got.(PairRefused); no {
		return answer, RefusedError{refused}
	}
	answer, ok := got.(T)
	if !ok {
		err = fmt.Errorf("the device answers %T to %T", got, message)
	}
	return answer, err
}

// keep stores what the device has said, and says bye.
func (d *Device) keep(p Paired) (Pairing, error) {
	return d.store.Add(Pairing{Name: p.Name, Type: p.Device.Type, Fingerprint: p.Fingerprint, Key: p.Key, Host: p.Device.Host, Addresses: p.Device.Addresses, Port: p.Device.Port})
}

// Browse gives the devices that are heard of within a time.
func (d *Device) Browse(ctx context.Context, duration time.Duration) []Found {
	limited, cancel := context.WithTimeout(ctx, duration)
	defer cancel()
	found := d.mdns.browse(limited)
	<-limited.Done()
	return found()
}

// knockAt is a controlling ICE agent whose remote credentials are the knock. The door never checks, and never learns our password.
func (d *Device) knockAt(ctx context.Context, to door) (*association, *ice.Agent, error) {
	limited, cancel := context.WithTimeout(ctx, connectLimit)
	defer cancel()
	agent, err := ice.NewAgentWithOptions(
		ice.WithNetworkTypes([]ice.NetworkType{ice.NetworkTypeUDP4, ice.NetworkTypeUDP6}), ice.WithCandidateTypes([]ice.CandidateType{ice.CandidateTypeHost}),
		ice.WithMulticastDNSMode(ice.MulticastDNSModeDisabled), ice.WithLoggerFactory(quiet()), ice.WithMaxBindingRequests(200),
		ice.WithDisconnectedTimeout(consentLimit), ice.WithFailedTimeout(connectLimit))
	if err != nil {
		return nil, nil, err
	}
	a, err := d.through(limited, agent, to)
	if err != nil {
		_ = agent.Close()
		if limited.Err() != nil && ctx.Err() == nil {
			err = ErrNotFound
		}
		return nil, nil, err
	}
	return a, agent, nil
}

func (d *Device) through(ctx context.Context, agent *ice.Agent, to door) (*association, error) {
	gathered := make(chan struct{})
	if err := agent.OnCandidate(func(c ice.Candidate) {
		if c == nil {
			close(gathered)
		}
	}); err != nil {
		return nil, err
	}
	if err := agent.GatherCandidates(); err != nil {
		return nil, err
	}
	select {
	case <-gathered:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err := agent.SetRemoteICELite(true); err != nil {
		return nil, err
	}
	looking, found := context.WithCancel(ctx)
	defer found()
	go d.look(looking, to, newCandidates(agent))
	conn, err := agent.Dial(ctx, to.knock.Ufrag, to.pwd)
	if err != nil {
		return nil, err
	}
	found()
	return associate(ctx, dtlsnet.PacketConnFromConn(conn), conn.RemoteAddr(), true, to.own, to.expected, nil)
}

// look adds candidates as they become known: the last known addresses, the names' addresses, the adverts' (section 5).
func (d *Device) look(ctx context.Context, to door, candidates *candidates) {
	candidates.add(to.ports[:1], to.addresses...)
	go func() {
		for ctx.Err() == nil {
			for _, host := range to.hosts {
				candidates.add(to.ports[:1], d.mdns.resolve(ctx, host)...)
			}
			waitFor(ctx, time.Second)
		}
	}()
	found := d.mdns.browse(ctx)
	for second := 1; ctx.Err() == nil; second++ {
		waitFor(ctx, time.Second)
		candidates.alsoAt(to.ports)
		for _, one := range found() {
			if to.advert(one.Advert) {
				candidates.add([]int{one.Port}, one.Addresses...)
			}
		}
	}
}

func waitFor(ctx context.Context, duration time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(duration):
	}
}
