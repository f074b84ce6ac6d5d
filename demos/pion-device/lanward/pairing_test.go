package lanward

import (
	"context"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pion/transport/v5/deadline"
)

// pipe is one end of a network of two.
type pipe struct {
	in, out chan []byte
	closed  chan struct{}
	read    *deadline.Deadline
}

func newPipe() (a, b *pipe) {
	one, two, closed := make(chan []byte, 256), make(chan []byte, 256), make(chan struct{})
	return &pipe{one, two, closed, deadline.New()}, &pipe{two, one, closed, deadline.New()}
}

func (p *pipe) ReadFrom(buffer []byte) (int, net.Addr, error) {
	select {
	case datagram := <-p.in:
		return copy(buffer, datagram), &net.UDPAddr{}, nil
	case <-p.read.Done():
		return 0, nil, os.ErrDeadlineExceeded
	}
}

func (p *pipe) WriteTo(datagram []byte, _ net.Addr) (int, error) {
	select {
	case p.out <- append([]byte(nil), datagram...):
	default:
	}
	return len(datagram), nil
}
func (p *pipe) Close() error                       { p.read.Set(time.Now()); return nil }
func (p *pipe) LocalAddr() net.Addr                { return &net.UDPAddr{} }
func (p *pipe) SetDeadline(t time.Time) error      { return p.SetReadDeadline(t) }
func (p *pipe) SetReadDeadline(t time.Time) error  { p.read.Set(t); return nil }
func (p *pipe) SetWriteDeadline(t time.Time) error { return nil }

// meet runs both sides' handshakes. The certificates that the two expect of one another are given.
func meet(t *testing.T, device, page Identity, ofDevice, ofPage Fingerprint) (atDevice, atPage *association, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	a, b := newPipe()
	failed := make(chan error, 1)
	go func() {
		var err error
		atDevice, err = associate(ctx, a, &net.UDPAddr{}, false, device, ofPage, nil)
		failed <- err
	}()
	atPage, err = associate(ctx, b, &net.UDPAddr{}, true, page, ofDevice, nil)
	if other := <-failed; err == nil {
		err = other
	}
	return atDevice, atPage, err
}

func TestBothCertificatesAreRequired(t *testing.T) {
	device, page, other := must(NewIdentity()), must(NewIdentity()), must(NewIdentity())
	if _, _, err := meet(t, device, page, other.Fingerprint(), page.Fingerprint()); err == nil {
		t.Error("the page takes another device")
	}
	if _, _, err := meet(t, device, page, device.Fingerprint(), other.Fingerprint()); err == nil {
		t.Error("the device takes another page")
	}
	atDevice, atPage, err := meet(t, device, page, device.Fingerprint(), page.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	go atPage.send(Bye{"closing"})
	equal(t, "what came", must(atDevice.receive(make([]byte, maxMessage))), any(Bye{"closing"}))
}

// pairs runs a pairing of a page that was told some code.
func pairs(t *testing.T, mode *pairingMode, code string) (kept string, err error) {
	t.Helper()
	device, page := PairingIdentity(), must(NewIdentity())
	atDevice, atPage, err := meet(t, device, page, device.Fingerprint(), page.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	told := Paired{Name: "Gopher", Device: About{Type: "camera", Host: NameplateHost(1), Port: DoorPort}, Key: Key{9}}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = mode.pairAsDevice(atDevice, newPairingKnock(page.Fingerprint()), [16]byte{}, func(name string) (Paired, error) {
			kept = name
			return told, nil
		})
	}()
	paired, err := (&Device{config: Config{Name: "Page"}}).provesCode(atPage, must(ParseCode(code)))
	if err == nil {
		equal(t, "key", paired.Key, told.Key)
	}
	_ = atPage.send(Bye{"closing"})
	<-ended
	atPage.end()
	return kept, err
}

func TestThreeWrongGuessesBurnACode(t *testing.T) {
	shown := 0
	mode := openPairingMode(7, time.Now(), time.Hour, func(open bool) { shown++ })
	right := mode.code.String()
	wrong := "7-000000"
	if right == wrong {
		wrong = "7-000001"
	}
	for left := 2; left >= 0; left-- {
		kept, err := pairs(t, mode, wrong)
		equal(t, "kept", kept, "")
		equal(t, "refusal", err, error(RefusedError{PairRefused{"wrong-code", left}}))
	}
	equal(t, "a new code is shown", shown, 1)
	equal(t, "the nameplate stays", strings.HasPrefix(mode.code.String(), "7-"), true)
	if mode.code.String() != right {
		_, err := pairs(t, mode, right)
		equal(t, "the burnt code", err, error(RefusedError{PairRefused{"wrong-code", 2}}))
	}
	kept, err := pairs(t, mode, mode.code.String())
	equal(t, "the new code", err, nil)
	equal(t, "kept", kept, "Page")
	equal(t, "a code pairs once", shown, 2)
}

func TestGuessesAreBoundedInAll(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	closed := false
	mode := openPairingMode(7, now, time.Hour, func(open bool) { closed = !open })
	for range maxWrongInAll - 1 {
		_, number, _ := mode.current(now)
		equal(t, "refusal", mode.judge(now, number, false).Code, "wrong-code")
	}
	_, number, open := mode.current(now)
	equal(t, "open", open, true)
	equal(t, "the last", mode.judge(now, number, false), &PairRefused{"wrong-code", 0})
	equal(t, "closed", closed, true)
	equal(t, "the right code then", mode.judge(now, number, true), &PairRefused{Code: "pairing-closed"})
}

func TestACodeThatIsGoneCountsNoGuess(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	mode := openPairingMode(7, now, time.Hour, func(bool) {})
	_, number, _ := mode.current(now)
	equal(t, "right", mode.judge(now, number, true) == nil, true)
	equal(t, "used", mode.judge(now, number, true), &PairRefused{Code: "code-expired"})
	_, number, _ = mode.current(now)
	equal(t, "expired", mode.judge(now.Add(codeLife), number, true), &PairRefused{Code: "code-expired"})
	equal(t, "guesses", mode.wrongInAll, 0)
}

func TestALinkWorksOnce(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	mode := openPairingMode(7, now, time.Hour, func(bool) {})
	secret, open := mode.link(now)
	equal(t, "open", open, true)
	equal(t, "another secret", mode.spend(now, [16]byte{1}), false)
	equal(t, "too late", mode.spend(now.Add(codeLife), secret), false)
	equal(t, "first", mode.spend(now, secret), true)
	equal(t, "second", mode.spend(now, secret), false)
	_, open = mode.link(now)
	equal(t, "open", open, false)
}

// visitsToPair lets an address knock as often as it may; no handshake follows.
func visitsToPair(t *testing.T, d *Device, from string, times int) (answered int) {
	t.Helper()
	h := &house{Door: d.door, now: time.Now()}
	for range times {
		knock := newPairingKnock(must(NewIdentity()).Fingerprint())
		if h.ask(h.request(knock.Ufrag+":page", knock.pairingPwd()), from) != nil {
			answered++
		}
	}
	return answered
}

// pairsFrom has a page of an address begin to pair, and gives its side.
func pairsFrom(t *testing.T, d *Device, from string) *association {
	t.Helper()
	page := must(NewIdentity())
	atDevice, atPage, err := meet(t, PairingIdentity(), page, PairingIdentity().Fingerprint(), page.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	knock := newPairingKnock(page.Fingerprint())
	visit := newVisit(d.door, knock, knock.Ufrag+":page", Admission{Kind: KnockPairing}, netip.MustParseAddr(from), time.Now())
	d.door.mu.Lock()
	d.door.visits[visit.username] = visit
	d.door.mu.Unlock()
	go func() {
		d.servePairing(context.Background(), visit, atDevice)
		_ = visit.Close()
	}()
	return atPage
}

// sharesOnce sends a page's share, and gives the device's answer.
func sharesOnce(t *testing.T, atPage *association) any {
	t.Helper()
	side := must(newSpake2(true, passwordScalar("7-123456"), atPage.own[:], atPage.peer[:]))
	go atPage.send(PairShare{side.share})
	return must(atPage.receive(make([]byte, maxMessage+1)))
}

func TestOneAddressDoesNotKeepOthersFromPairing(t *testing.T) {
	d, _, _ := deviceWithPage(t)
	d.mode = openPairingMode(7, time.Now(), time.Hour, func(bool) {})
	d.door.admit, d.door.serve = d.admit, func(_ context.Context, visit *visit) { <-visit.done }
	equal(t, "knocks of one address", visitsToPair(t, d, "192.0.2.1:1000", 5), maxFromOneAddress+1)
	equal(t, "knocks of another", visitsToPair(t, d, "192.0.2.2:1000", 1), 1)

	for i := range maxFromOneAddress {
		if _, ok := sharesOnce(t, pairsFrom(t, d, "192.0.2.1")).(PairShare); !ok {
			t.Errorf("the stranger's session %d was not served", i)
		}
	}
	equal(t, "one more of the stranger's", sharesOnce(t, pairsFrom(t, d, "192.0.2.1")), any(PairRefused{Code: "busy"}))
	another := pairsFrom(t, d, "192.0.2.3")
	if answer, ok := sharesOnce(t, another).(PairShare); !ok {
		t.Errorf("another's: got %v", answer)
	}
	if answer, ok := sharesOnce(t, pairsFrom(t, d, "192.0.2.4")).(PairShare); !ok {
		t.Errorf("a third's: got %v", answer)
	}
	equal(t, "one too many in all", sharesOnce(t, pairsFrom(t, d, "192.0.2.5")), any(PairRefused{Code: "busy"}))

	another.end()
	for d.pairingNow() == maxPairingSessions {
		runtime.Gosched()
	}
	if answer, ok := sharesOnce(t, pairsFrom(t, d, "192.0.2.5")).(PairShare); !ok {
		t.Errorf("after one has ended: got %v", answer)
	}
}

func (d *Device) pairingNow() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.pairing)
}
