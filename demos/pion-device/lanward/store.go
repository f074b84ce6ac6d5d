package lanward

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"

	"golang.org/x/sys/unix"
)

// Pairing is what is kept of a peer.
type Pairing struct {
	ID          string // the first 16 bytes of its fingerprint when it paired
	Name        string
	Type        string       `json:",omitempty"` // of devices
	Fingerprint Fingerprint  // its certificate now
	Next        *Fingerprint `json:",omitempty"` // the certificate that it has announced (section 11)
	Key         Key
	WasPage     bool         // the peer was the page when the two paired (section 2.2)
	Host        string       `json:",omitempty"` // its device host, where it has told
	Addresses   []netip.Addr `json:",omitempty"`
	Port        int          `json:",omitempty"`
	Grants      []string     `json:",omitempty"` // of video, audio, talk, cast
}

// MarshalText spells it as SDP does.
func (f Fingerprint) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads it.
func (f *Fingerprint) UnmarshalText(text []byte) (err error) {
	*f, err = ParseFingerprint(string(text))
	return err
}

// MarshalText is for the state file alone.
func (k Key) MarshalText() ([]byte, error) { return strict64.AppendEncode(nil, k[:]), nil }

// UnmarshalText reads it.
func (k *Key) UnmarshalText(text []byte) error {
	data, err := strict64.DecodeString(string(text))
	if err == nil && len(data) != len(k) {
		err = errors.New("a pairing key has 32 bytes")
	}
	if err == nil {
		copy(k[:], data)
	}
	return err
}

// Store keeps a device's identity and its pairings in one file that only its owner can read.
type Store struct {
	Identity Identity
	Host     string // the device host

	file     string
	lock     *os.File // nobody else writes the file meanwhile
	mu       sync.Mutex
	pairings []Pairing
}

// maxPairings bounds what one knock can cost.
const maxPairings = 128

// ErrTooMany says that there is no room for another pairing.
var ErrTooMany = errors.New("128 peers are paired: revoke one")

type stateFile struct {
	Host             string
	Certificate, Key string // PEM
	Pairings         []Pairing
}

// OpenStore reads the state of a directory, or makes a new identity there.
func OpenStore(directory string) (*Store, error) {
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return nil, err
	}
	s := &Store{file: filepath.Join(directory, "pion-device.json")}
	var err error
	if s.lock, err = os.OpenFile(s.file+".lock", os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, err
	}
	if unix.Flock(int(s.lock.Fd()), unix.LOCK_EX|unix.LOCK_NB) != nil {
		return nil, errors.New("another program uses " + directory)
	}
	text, err := os.ReadFile(s.file)
	if errors.Is(err, os.ErrNotExist) {
		return s, s.begin()
	}
	if err != nil {
		return nil, err
	}
	var state stateFile
	if err := json.Unmarshal(text, &state); err != nil {
		return nil, err
	}
	s.Host, s.pairings = state.Host, state.Pairings
	certificate, _ := pem.Decode([]byte(state.Certificate))
	key, _ := pem.Decode([]byte(state.Key))
	if certificate == nil || key == nil || !isUUID(s.Host) {
		return nil, errors.New(s.file + " is damaged")
	}
	if s.Identity.Certificate, err = x509.ParseCertificate(certificate.Bytes); err != nil {
		return nil, err
	}
	s.Identity.Key, err = x509.ParseECPrivateKey(key.Bytes)
	return s, err
}

func (s *Store) begin() (err error) {
	var random [16]byte
	_, _ = rand.Read(random[:])
	s.Host = uuidOf(random[:])
	if s.Identity, err = NewIdentity(); err != nil {
		return err
	}
	return s.write()
}

// write replaces the file at once, or not at all.
func (s *Store) write() error {
	key, err := x509.MarshalECPrivateKey(s.Identity.Key)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(stateFile{
		Host:        s.Host,
		Certificate: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Identity.Certificate.Raw})),
		Key:         string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: key})),
		Pairings:    s.pairings,
	}, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(s.file+".next", text, 0o600); err != nil {
		return err
	}
	return os.Rename(s.file+".next", s.file)
}

// All gives a copy of the pairings.
func (s *Store) All() []Pairing {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.pairings)
}

// Get gives the pairing of an id.
func (s *Store) Get(id string) (Pairing, bool) {
	for _, pairing := range s.All() {
		if pairing.ID == id {
			return pairing, true
		}
	}
	return Pairing{}, false
}

// pairingID is how an id looks (section 2).
var pairingID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// Find gives the pairing that a person means by an id or a name. Peers choose their names: one that looks like an id is never taken for
// one, and one that several have is refused.
func (s *Store) Find(text string) (Pairing, error) {
	var found []Pairing
	for _, pairing := range s.All() {
		if pairing.ID == text {
			return pairing, nil
		}
		if pairing.Name == text && !pairingID.MatchString(text) {
			found = append(found, pairing)
		}
	}
	switch len(found) {
	case 0:
		return Pairing{}, fmt.Errorf("no peer %q is paired", text)
	case 1:
		return found[0], nil
	}
	return Pairing{}, fmt.Errorf("%d peers are named %q: give the id", len(found), text)
}

// May says whether the peer has a grant (section 16).
func (p *Pairing) May(grant string) bool { return slices.Contains(p.Grants, grant) }

// Recognise finds whose advert this is. Of a visible device the certificate says it, of a private one the tag under the pairing's key.
func (s *Store) Recognise(a Advert) (Pairing, bool) {
	for _, pairing := range s.All() {
		if pairing.advertises(a) {
			return pairing, true
		}
	}
	return Pairing{}, false
}

func (p *Pairing) advertises(a Advert) bool {
	if a.Fingerprint != nil {
		return *a.Fingerprint == p.Fingerprint
	}
	return isResolvableID(p.Key.advertKey(p.WasPage), a.Resolvable)
}

// Add keeps a new pairing. A peer that is known by its current certificate keeps its id and its grants.
func (s *Store) Add(pairing Pairing) (Pairing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	pairing.ID = pairing.Fingerprint.PairingID()
	at := slices.IndexFunc(s.pairings, func(p Pairing) bool { return p.Fingerprint == pairing.Fingerprint || p.ID == pairing.ID })
	if at >= 0 {
		pairing.ID = s.pairings[at].ID
		if len(pairing.Grants) == 0 {
			pairing.Grants = s.pairings[at].Grants
		}
		s.pairings[at] = pairing
	} else if len(s.pairings) >= maxPairings {
		return pairing, ErrTooMany
	} else {
		s.pairings = append(s.pairings, pairing)
	}
	return pairing, s.write()
}

// Update changes a pairing, if it is still there.
func (s *Store) Update(id string, change func(*Pairing)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.pairings {
		if s.pairings[i].ID == id {
			before := s.pairings[i]
			change(&s.pairings[i])
			if equalPairings(before, s.pairings[i]) {
				return nil
			}
			return s.write()
		}
	}
	return nil
}

func equalPairings(a, b Pairing) bool {
	first, _ := json.Marshal(a)
	second, _ := json.Marshal(b)
	return string(first) == string(second)
}

// Remove forgets a pairing.
func (s *Store) Remove(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pairings = slices.DeleteFunc(s.pairings, func(p Pairing) bool { return p.ID == id })
	return s.write()
}
