package lanward

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"sync"
	"time"
)

// Limits of pairing (sections 9 and 13).
const (
	codeLife            = 5 * time.Minute
	pairingSessionLimit = 30 * time.Second
	maxWrong            = 3               // wrong guesses burn a code
	maxWrongInAll       = 20              // close pairing mode
	lastWordLimit       = 2 * time.Second // for a page to read a refusal and go
	maxPairingSessions  = 4
	maxFromOneAddress   = 2
)

// pairingMode is a device's, while it is open: the code and the link of now, and the guesses that were wrong.
type pairingMode struct {
	mu         sync.Mutex
	nameplate  int
	until      time.Time
	code       Code
	number     int // counts the codes of this opening
	expires    time.Time
	wrong      int
	wrongInAll int
	secret     [16]byte
	linkSpent  bool
	changed    func(open bool) // without the lock
}

func openPairingMode(nameplate int, now time.Time, duration time.Duration, changed func(open bool)) *pairingMode {
	mode := &pairingMode{nameplate: nameplate, until: now.Add(duration), changed: changed}
	mode.renew(now)
	return mode
}

func randomNameplate() int {
	n, err := rand.Int(rand.Reader, big.NewInt(999))
	if err != nil {
		panic(err)
	}
	return int(n.Int64()) + 1
}

func (m *pairingMode) renew(now time.Time) {
	m.code, m.number, m.wrong, m.linkSpent = Code{m.nameplate, newPIN()}, m.number+1, 0, false
	_, _ = rand.Read(m.secret[:])
	if m.expires = now.Add(codeLife); m.until.Before(m.expires) {
		m.expires = m.until
	}
}

// isOpen says whether lw0 is answered.
func (m *pairingMode) isOpen(now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return now.Before(m.until)
}

// link gives the secret of the link that is open and unused, if there is one.
func (m *pairingMode) link(now time.Time) (secret [16]byte, open bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.secret, now.Before(m.until) && now.Before(m.expires) && !m.linkSpent
}

// spend uses the link up. Of two pages that hold it, one gets true.
func (m *pairingMode) spend(now time.Time, secret [16]byte) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	ok := now.Before(m.expires) && !m.linkSpent && secret == m.secret
	if ok {
		m.linkSpent = true
	}
	return ok
}

// current gives the code that a share is a guess at, and its number.
func (m *pairingMode) current(now time.Time) (code Code, number int, open bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.code, m.number, now.Before(m.until) && now.Before(m.expires)
}

// judge counts a guess at a code. It gives what to refuse it with, or nil: the guess was right, and the code is used.
func (m *pairingMode) judge(now time.Time, number int, right bool) *PairRefused {
	refusal, renewed := m.count(now, number, right)
	if renewed {
		m.changed(m.isOpen(now))
	}
	return refusal
}

func (m *pairingMode) count(now time.Time, number int, right bool) (refusal *PairRefused, renewed bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case !now.Before(m.until):
		return &PairRefused{Code: "pairing-closed"}, false
	case number != m.number || !now.Before(m.expires):
		return &PairRefused{Code: "code-expired"}, false
	case right:
		m.renew(now)
		return nil, true
	}
	m.wrong++
	m.wrongInAll++
	refusal = &PairRefused{Code: "wrong-code", Left: maxWrong - m.wrong}
	if m.wrongInAll >= maxWrongInAll {
		m.until = now
		refusal.Left = 0
		return refusal, true
	}
	if m.wrong >= maxWrong {
		m.renew(now)
		return refusal, true
	}
	return refusal, false
}

// keep renews codes that expire, until pairing mode ends.
func (m *pairingMode) keep(ctx context.Context) {
	for {
		m.mu.Lock()
		expires, until := m.expires, m.until
		m.mu.Unlock()
		select {
		case <-ctx.Done():
			return
		case <-time.After(min(time.Until(expires), time.Until(until), time.Second)):
		}
		now := time.Now()
		if !m.isOpen(now) {
			m.changed(false)
			return
		}
		m.mu.Lock()
		renewed := !now.Before(m.expires)
		if renewed {
			m.renew(now)
		}
		m.mu.Unlock()
		if renewed {
			m.changed(true)
		}
	}
}

// pairAsDevice runs a pairing session of the device: by code under lw0, by link under lw2. paired gets the page's name and
// gives what the page is told.
func (m *pairingMode) pairAsDevice(a *association, knock Knock, secret [16]byte, paired func(name string) (Paired, error)) error {
	buffer := make([]byte, maxMessage+1)
	if knock.Kind == KnockLink {
		return m.linkAsDevice(a, buffer, secret, paired)
	}
	keys, number, err := m.shares(a, buffer)
	if err != nil {
		return err
	}
	message, err := a.receive(buffer)
	if err != nil {
		return err
	}
	confirm, ok := message.(PairConfirm)
	if !ok {
		return refuse(a, PairRefused{Code: "malformed"})
	}
	if refusal := m.judge(time.Now(), number, hmac.Equal(confirm.Confirm, keys.cA)); refusal != nil {
		return refuse(a, *refusal)
	}
	var name string
	if plain, opening := keys.open(true, confirm.Sealed); opening == nil {
		name, err = readSealedName(plain)
	} else {
		err = opening
	}
	if err != nil {
		return refuse(a, PairRefused{Code: "malformed"})
	}
	answer, err := paired(name)
	if err != nil {
		return refuse(a, PairRefused{Code: "busy"})
	}
	plain, err := json.Marshal(answer.sealed())
	if err != nil {
		return err
	}
	if err := a.send(PairConfirm{Confirm: keys.cB, Sealed: keys.seal(false, plain)}); err != nil {
		return err
	}
	untilBye(a, buffer)
	return nil
}

func (m *pairingMode) shares(a *association, buffer []byte) (*spake2Keys, int, error) {
	message, err := a.receive(buffer)
	if err != nil {
		return nil, 0, err
	}
	share, ok := message.(PairShare)
	if !ok {
		return nil, 0, refuse(a, PairRefused{Code: "malformed"})
	}
	code, number, open := m.current(time.Now())
	if !open {
		return nil, 0, refuse(a, PairRefused{Code: "pairing-closed"})
	}
	side, err := newSpake2(false, passwordScalar(code.String()), a.peer[:], a.own[:])
	if err != nil {
		return nil, 0, err
	}
	keys, err := side.finish(share.Share)
	if err != nil {
		return nil, 0, refuse(a, PairRefused{Code: "malformed"})
	}
	return keys, number, a.send(PairShare{side.share})
}

func (m *pairingMode) linkAsDevice(a *association, buffer []byte, secret [16]byte, paired func(name string) (Paired, error)) error {
	message, err := a.receive(buffer)
	if err != nil {
		return err
	}
	link, ok := message.(PairLink)
	if !ok {
		return refuse(a, PairRefused{Code: "malformed"})
	}
	if !m.spend(time.Now(), secret) {
		return refuse(a, PairRefused{Code: "code-expired"})
	}
	answer, err := paired(link.Name)
	if err != nil {
		return refuse(a, PairRefused{Code: "busy"})
	}
	if err := a.send(answer); err != nil {
		return err
	}
	untilBye(a, buffer)
	return nil
}

func refuse(a *association, refusal PairRefused) error {
	if err := a.send(refusal); err != nil {
		return err
	}
	// A browser may tell of the end before the message: so the page ends it.
	limit := time.AfterFunc(lastWordLimit, func() { _ = a.dtls.Close() })
	defer limit.Stop()
	untilBye(a, make([]byte, maxMessage+1))
	return fmt.Errorf("refused: %s", refusal.Code)
}

// untilBye lets the page end the session, so that it has read all before.
func untilBye(a *association, buffer []byte) {
	for {
		message, err := a.receive(buffer)
		if _, bye := message.(Bye); err != nil || bye {
			return
		}
	}
}
