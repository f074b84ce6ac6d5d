package lanward

import (
	"context"
	"encoding/binary"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"github.com/pion/stun/v4"
)

// house is a door without sockets that admits one pairing; serve is left out, so sessions stay as the door made them.
type house struct {
	*Door
	now         time.Time
	key         Key
	own         Identity
	page        Fingerprint
	verified    int
	transaction uint32
}

func newHouse() *house {
	h := &house{Door: newDoor(), now: time.Unix(1_800_000_000, 0), own: must(NewIdentity()), page: Fingerprint{7}}
	h.serve = func(_ context.Context, visit *visit) { <-visit.done }
	h.admit = func(_ time.Time, knock Knock, _ netip.Addr, verify func(string) bool) (Admission, bool) {
		h.verified++
		pwd := knock.pairingPwd()
		if knock.Kind == KnockPaired {
			pwd = knock.pairedPwd(h.key, h.own.Fingerprint(), h.page)
		}
		return Admission{Pwd: pwd, Kind: knock.Kind, PeerID: "peer"}, verify(pwd)
	}
	return h
}

// request writes a page's check. Each has a transaction id of its own unless one is given.
func (h *house) request(username, pwd string, extra ...uint16) []byte {
	h.transaction++
	m := &stunMessage{}
	binary.BigEndian.PutUint32(m.transaction[8:], h.transaction)
	setters := []stun.Setter{stun.BindingRequest, stun.NewUsername(username)}
	for _, kind := range extra {
		setters = append(setters, stun.RawAttribute{Type: stun.AttrType(kind)})
	}
	return m.respond(pwd, setters...)
}

func (h *house) knockOf(nonce byte) (username, pwd string) {
	knock := newPairedKnock([nonceBytes]byte{nonce})
	return knock.Ufrag + ":page", knock.pairedPwd(h.key, h.own.Fingerprint(), h.page)
}

func (h *house) ask(datagram []byte, from string) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.handleStun(context.Background(), h.now, datagram, netip.MustParseAddrPort(from), nil)
}

func (h *house) isAsking(visit *visit) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return visit.asking
}

const (
	here  = "192.0.2.1:1000"
	there = "192.0.2.2:2000"
)

func TestUnprovenKnocksGetSilence(t *testing.T) {
	h := newHouse()
	username, pwd := h.knockOf(1)
	for name, datagram := range map[string][]byte{
		"wrong password":    h.request(username, "A1B5PUSa1CgXvqZ5zMYLC0k+"),
		"no knock":          h.request("abcd:page", pwd),
		"no page's ufrag":   h.request("lw1AAAAAAAAAAAAAAAA", pwd),
		"short page ufrag":  h.request("lw1AAAAAAAAAAAAAAAA:abc", pwd),
		"a response":        append([]byte{1, 1}, h.request(username, pwd)[2:]...),
		"not STUN":          {0, 1, 0, 0},
		"another's opening": h.request("lw3AAAAAAAAAAAAAAAAAAAAAQAAAAABAAAUCgsMDQACAAD/////AAAAAQ:page", pwd),
	} {
		if h.ask(datagram, here) != nil {
			t.Errorf("%s: was answered", name)
		}
	}
	equal(t, "sessions", len(h.visits), 0)
}

func TestAKnockOpensOneSession(t *testing.T) {
	h := newHouse()
	username, pwd := h.knockOf(1)
	first := h.request(username, pwd)
	equal(t, "answered", h.ask(first, here) != nil, true)
	equal(t, "again", h.ask(h.request(username, pwd), here) != nil, true)
	equal(t, "from another address", h.ask(h.request(username, pwd), there) != nil, true)
	equal(t, "sessions", len(h.visits), 1)
	equal(t, "verified", h.verified, 1)
	equal(t, "a copy from elsewhere", h.ask(first, "192.0.2.3:3000") != nil, false)
	knock := newPairedKnock([nonceBytes]byte{1})
	equal(t, "the nonce with another page's ufrag", h.ask(h.request(knock.Ufrag+":other", pwd), here) != nil, false)

	h.visits[username].Close()
	equal(t, "after its end", h.ask(h.request(username, pwd), here) != nil, false)
	equal(t, "sessions left", len(h.visits)+len(h.Door.paths), 0)
}

func TestUnknownRequiredAttributesAreAnsweredWith420(t *testing.T) {
	h := newHouse()
	username, pwd := h.knockOf(1)
	response := must(readStun(h.ask(h.request(username, pwd, 0x0042), here)))
	equal(t, "kind", response.kind, 0x0111)
	equal(t, "verifies", response.verify(pwd), true)
	equal(t, "sessions", len(h.visits), 0)
}

func TestDtlsGoesToTheNominatedAddressUntilTheHandshake(t *testing.T) {
	h := newHouse()
	username, pwd := h.knockOf(1)
	h.ask(h.request(username, pwd), here)
	visit := h.visits[username]
	equal(t, "the latest", visit.target.String(), here)
	h.ask(h.request(username, pwd), there)
	equal(t, "the latest", visit.target.String(), there)
	h.ask(h.request(username, pwd, attrUse), here)
	h.ask(h.request(username, pwd), there)
	equal(t, "the nominated", visit.target.String(), here)
}

func TestAPageThatMovesIsAskedFirst(t *testing.T) {
	h := newHouse()
	username, pwd := h.knockOf(1)
	h.ask(h.request(username, pwd, attrUse), here)
	visit := h.visits[username]
	asked := make(chan [16]byte, 1)
	visit.establish(func(info [16]byte, to netip.AddrPort) { asked <- info })
	written := func() [16]byte {
		info := <-asked
		for h.isAsking(visit) {
			runtime.Gosched()
		}
		return info
	}
	application := []byte{recordApplication, 0xfe, 0xfd, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0}
	visit.greeted = true

	h.ask(h.request(username, pwd, attrUse), there)
	info := written()
	equal(t, "moves nothing", visit.target.String(), here)
	h.handle(context.Background(), h.now, application, netip.MustParseAddrPort(here), nil)
	visit.heard(info[:])
	equal(t, "after application data from elsewhere", visit.target.String(), here)

	h.ask(h.request(username, pwd), there)
	info = written()
	h.handle(context.Background(), h.now, application, netip.MustParseAddrPort(there), nil)
	visit.heard(make([]byte, 16))
	equal(t, "another answer", visit.target.String(), here)
	visit.heard(info[:])
	equal(t, "moved", visit.target.String(), there)
}

func TestRecordsForAnEarlierRunEndTheSession(t *testing.T) {
	h := newHouse()
	username, pwd := h.knockOf(1)
	h.ask(h.request(username, pwd), here)
	visit := h.visits[username]
	h.handle(context.Background(), h.now, []byte{recordApplication, 0xfe, 0xfd, 0, 1, 0}, netip.MustParseAddrPort(here), nil)
	<-visit.done
	equal(t, "answered", h.ask(h.request(username, pwd), here) != nil, false)
}

func TestSilentSessionsEnd(t *testing.T) {
	h := newHouse()
	username, pwd := h.knockOf(1)
	h.ask(h.request(username, pwd), here)
	h.endSilent(h.now.Add(handshakeLimit))
	equal(t, "in time", len(h.visits), 1)
	h.visits[username].establish(nil)
	h.endSilent(h.now.Add(consentLimit))
	equal(t, "with consent", len(h.visits), 1)
	h.endSilent(h.now.Add(consentLimit + 1))
	equal(t, "without", len(h.visits), 0)

	other, pwd := h.knockOf(2)
	h.ask(h.request(other, pwd), here)
	h.endSilent(h.now.Add(handshakeLimit + 1))
	equal(t, "without a handshake", len(h.visits), 0)
}

func TestAFloodCostsABoundedNumberOfVerifications(t *testing.T) {
	h := newHouse()
	username, pwd := h.knockOf(1)
	h.ask(h.request(username, pwd), here)
	h.visits[username].Close()
	h.verified = 0
	for i := range 100_000 {
		address := netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)})
		h.ask(h.request("lw1AAAAAAAAAAAAAAAA:page", "A1B5PUSa1CgXvqZ5zMYLC0k+"), netip.AddrPortFrom(address, 1).String())
	}
	equal(t, "verifications", h.verified <= allBurst, true)
	equal(t, "sources", len(h.budget.strangers.buckets) <= maxSources+1, true)
	again, pwd := h.knockOf(2)
	equal(t, "who has proved a key", h.ask(h.request(again, pwd), here) != nil, true)
}

func TestOneSourceHasItsOwnBudget(t *testing.T) {
	h := newHouse()
	for range 1_000 {
		h.ask(h.request("lw1AAAAAAAAAAAAAAAA:page", "A1B5PUSa1CgXvqZ5zMYLC0k+"), "[2001:db8::1]:1")
	}
	equal(t, "verifications", h.verified, sourceBurst)
	username, pwd := h.knockOf(1)
	equal(t, "a neighbour of the same prefix", h.ask(h.request(username, pwd), "[2001:db8::2]:1") != nil, false)
	equal(t, "another", h.ask(h.request(username, pwd), here) != nil, true)
}

func TestHandshakesAreBounded(t *testing.T) {
	h := newHouse()
	for i := range maxHandshakes {
		username, pwd := h.knockOf(byte(i))
		equal(t, "answered", h.ask(h.request(username, pwd), netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(i)}), 1).String()) != nil, true)
	}
	username, pwd := h.knockOf(200)
	equal(t, "one too many", h.ask(h.request(username, pwd), here) != nil, false)
}

func TestHandshakesOfOneSourceAreBounded(t *testing.T) {
	h := newHouse()
	var last string
	for i := range maxOfSource {
		username, pwd := h.knockOf(byte(i))
		equal(t, "answered", h.ask(h.request(username, pwd), here) != nil, true)
		last = username
	}
	username, pwd := h.knockOf(200)
	equal(t, "one too many", h.ask(h.request(username, pwd), here) != nil, false)
	equal(t, "from another address", h.ask(h.request(username, pwd), there) != nil, true)
	h.visits[last].establish(nil)
	username, pwd = h.knockOf(201)
	equal(t, "after a handshake has finished", h.ask(h.request(username, pwd), here) != nil, true)
}

func TestSessionsOfOnePairingAreBounded(t *testing.T) {
	h := newHouse()
	peer := "peer"
	admit := h.admit
	h.admit = func(now time.Time, knock Knock, from netip.Addr, verify func(string) bool) (Admission, bool) {
		admission, ok := admit(now, knock, from, verify)
		admission.PeerID = peer
		return admission, ok
	}
	var last string
	for i := range maxOfPairing {
		username, pwd := h.knockOf(byte(i))
		equal(t, "answered", h.ask(h.request(username, pwd), here) != nil, true)
		h.visits[username].establish(nil)
		last = username
	}
	h.now = h.now.Add(time.Second)
	username, pwd := h.knockOf(200)
	equal(t, "one too many", h.ask(h.request(username, pwd), there) != nil, false)
	peer = "other"
	equal(t, "of another pairing", h.ask(h.request(username, pwd), there) != nil, true)
	h.visits[last].Close()
	peer = "peer"
	username, pwd = h.knockOf(201)
	equal(t, "after one has ended", h.ask(h.request(username, pwd), here) != nil, true)
}

func TestRecentForgetsTheOldest(t *testing.T) {
	r := newRecent[int, string](2)
	r.put(1, "a")
	r.put(2, "b")
	r.put(1, "c")
	r.put(3, "d")
	_, first := r.get(1)
	second, _ := r.get(2)
	equal(t, "the oldest", first, false)
	equal(t, "another", second, "b")
	equal(t, "kept", len(r.known), 2)
}
