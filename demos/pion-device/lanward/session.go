package lanward

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/pion/datachannel"
	"github.com/pion/sctp"
)

// Handlers are what an application does with sessions. Each is called on a goroutine of its session, one after the other, and may be nil.
type Handlers struct {
	Opened  func(*Session)
	Closed  func(*Session)
	Message func(*Session, any)                      // media, sdp and ring (section 16)
	Channel func(*Session, *datachannel.DataChannel) // one that the peer has opened, on a goroutine of its own; closed on return
}

// Session is a verified connection with a paired peer.
type Session struct {
	Peer   string      // its pairing id
	Device Fingerprint // the certificate of the side that owns the door
	Page   Fingerprint // that of the side that knocked
	IsPage bool        // whether this side knocked
	Remote netip.Addr  // where the peer was when it knocked; of a session that this side began, not set

	owner       *Device
	association *association
	ending      sync.Once
	done        chan struct{}
	silent      chan struct{} // closed when nothing comes any more
	channels    chan struct{} // a token for each channel that is open
	greeted     bool
	rotations   int
	next        uint16 // the stream of the next channel that this side opens
	mu          sync.Mutex
}

const (
	maxChannels      = 16
	maxRotations     = 4 // each is written to the state file
	lastMessageLimit = 300 * time.Millisecond
)

func newSession(owner *Device, peer string, isPage bool, a *association) *Session {
	s := &Session{Peer: peer, IsPage: isPage, Device: a.own, Page: a.peer, owner: owner, association: a, channels: make(chan struct{}, maxChannels), done: make(chan struct{}), silent: make(chan struct{}), next: 1}
	if isPage {
		s.Device, s.Page, s.next = a.peer, a.own, 2 // RFC 8832 section 6: even for the DTLS client; 0 is taken
	}
	return s
}

// run says hello and serves until the session ends.
func (s *Session) run(ctx context.Context, hello Hello) {
	ending := context.AfterFunc(ctx, func() { s.End(Bye{"closing"}) })
	defer ending()
	defer func() {
		close(s.silent)
		s.End(nil)
		close(s.done)
		if s.owner.config.Closed != nil {
			s.owner.config.Closed(s)
		}
	}()
	if s.association.send(hello) != nil {
		return
	}
	go s.acceptChannels()
	if s.owner.config.Opened != nil {
		s.owner.config.Opened(s)
	}
	buffer := make([]byte, maxMessage+1)
	for {
		message, err := s.association.receive(buffer)
		if err != nil || !s.handle(message) {
			return
		}
	}
}

// handle gives false where the session ends.
func (s *Session) handle(message any) bool {
	switch m := message.(type) {
	case Hello:
		if s.greeted {
			return true // all but the first may be ignored
		}
		s.greeted = true
		_ = s.owner.store.Update(s.Peer, func(p *Pairing) { p.learn(m) })
	case Rotate:
		if s.rotations++; s.IsPage || s.rotations > maxRotations {
			return true
		}
		_ = s.owner.store.Update(s.Peer, func(p *Pairing) {
			if p.Next = &m.Fingerprint; m.Fingerprint == p.Fingerprint {
				p.Next = nil
			}
		})
		return s.Send(m) == nil
	case Revoke:
		_ = s.owner.Revoke(s.Peer)
		return false
	case Bye:
		return false
	case MediaWant, MediaState, SDP, Ring:
		if s.owner.config.Message != nil {
			s.owner.config.Message(s, m)
		}
	}
	return true
}

func (p *Pairing) learn(hello Hello) {
	p.Name = hello.Name
	if hello.Device != nil {
		p.Type, p.Host, p.Addresses, p.Port = hello.Device.Type, hello.Device.Host, hello.Device.Addresses, hello.Device.Port
	}
}

// Done is closed when the session has ended.
func (s *Session) Done() <-chan struct{} { return s.done }

// Send writes a message to the control channel.
func (s *Session) Send(message any) error { return s.association.send(message) }

// End ends the session within a second, with a last message where that is not nil and the peer takes it.
func (s *Session) End(last any) {
	s.ending.Do(func() {
		if last != nil {
			limit := time.Now().Add(lastMessageLimit)
			_ = s.association.control.SetWriteDeadline(limit) // a peer that takes nothing holds up no end
			if s.association.send(last) == nil {
				select { // the peer may tell its application of the end before the message
				case <-s.silent:
				case <-time.After(time.Until(limit)):
				}
			}
		}
		s.association.end()
	})
}

// Open opens an ordered, reliable channel.
func (s *Session) Open(label string) (*datachannel.DataChannel, error) {
	if strings.HasPrefix(label, "lanward") || len(label) > maxLabel {
		return nil, errors.New("labels of applications do not begin with lanward, and have at most 1,024 bytes")
	}
	s.mu.Lock()
	stream := s.next
	s.next += 2
	s.mu.Unlock()
	return datachannel.Dial(s.association.sctp, stream, &datachannel.Config{Label: label, LoggerFactory: quiet()})
}

// maxLabel is the most bytes of a label and its subprotocol (section 8).
const maxLabel = 1_024

func (s *Session) acceptChannels() {
	for {
		stream, err := s.association.sctp.AcceptStream()
		if err != nil {
			return
		}
		if stream.StreamIdentifier() == 0 {
			continue // the control channel, which is open already
		}
		select {
		case s.channels <- struct{}{}:
			go func() {
				defer func() { <-s.channels }()
				s.serveChannel(stream)
			}()
		default:
			_ = stream.Close()
		}
	}
}

func (s *Session) serveChannel(stream *sctp.Stream) {
	defer func() { _ = stream.Close() }()
	stream.SetDefaultPayloadType(sctp.PayloadTypeWebRTCBinary)
	channel, err := datachannel.Server(stream, &datachannel.Config{LoggerFactory: quiet()})
	if err != nil || strings.HasPrefix(channel.Config.Label, "lanward") || len(channel.Config.Label)+len(channel.Config.Protocol) > maxLabel {
		return
	}
	switch {
	case channel.Config.Label == "echo":
		echo(channel)
	case s.owner.config.Channel != nil:
		s.owner.config.Channel(s, channel)
	}
}

// echo returns every message (section 8). A peer that does not read is waited for.
func echo(channel *datachannel.DataChannel) {
	buffer := make([]byte, maxChannelMessage)
	for {
		n, isText, err := channel.ReadDataChannel(buffer)
		if err != nil {
			return
		}
		if _, err := channel.WriteDataChannel(buffer[:n], isText); err != nil {
			return
		}
	}
}
