package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc/v4"
	"lanward.dev/pion-device/lanward"
)

// gatheringTime bounds how long an answer waits for this host's own addresses.
const gatheringTime = 2 * time.Second

// watcher is the page's side of section 16, of what it needs to watch: it asks for pictures and sound, answers what the device offers, and counts what comes.
type watcher struct {
	identity lanward.Identity
	began    time.Time

	mu         sync.Mutex
	round      int // the highest that was received
	connection *webrtc.PeerConnection
	over       bool
}

// watch asks a paired device for its media, for a time where that is not zero.
func watch(ctx context.Context, device *lanward.Device, w *watcher, peer string, duration time.Duration) error {
	if duration > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, duration)
		defer cancel()
	}
	session, err := device.Connect(ctx, peer)
	if err != nil {
		return err
	}
	defer session.End(lanward.Bye{Reason: "closing"})
	defer w.close()
	say(event{"event": "session", "peer": session.Peer, "state": "open"})
	w.mu.Lock()
	w.began = time.Now()
	w.mu.Unlock()
	if err := session.Send(lanward.MediaWant{Request: 1, Want: lanward.Kinds{Video: true, Audio: true}}); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		say(event{"event": "end", "reason": "closing"})
		return nil
	case <-session.Done():
		say(event{"event": "end", "reason": "the peer has ended the session"})
		return errors.New("the peer has ended the session")
	}
}

// handle takes a message of media from the device.
func (w *watcher) handle(session *lanward.Session, message any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	switch m := message.(type) {
	case lanward.MediaState:
		say(event{"event": "media", "state": m.State, "video": m.Video, "audio": m.Audio, "reason": m.Reason})
	case lanward.SDP:
		err = w.describe(session, m)
	}
	if err != nil {
		say(event{"event": "error", "code": "media", "message": err.Error()})
	}
}

// describe answers an offer. This side never offers, so there is no glare and no answer to it.
func (w *watcher) describe(session *lanward.Session, m lanward.SDP) error {
	if w.over || m.Type != "offer" || m.Round < w.round || m.Round == w.round && w.connection == nil {
		return nil
	}
	text, err := checked(m.SDP, certificateOf(session, m))
	if err != nil {
		return err
	}
	if m.Round > w.round {
		w.hangUp()
		w.round = m.Round
		if w.connection, err = w.open(m.Round); err != nil {
			return err
		}
	}
	if err := w.connection.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: text}); err != nil {
		return err
	}
	answer, err := w.connection.CreateAnswer(nil)
	if err != nil {
		return err
	}
	complete := webrtc.GatheringCompletePromise(w.connection)
	if err := w.connection.SetLocalDescription(answer); err != nil {
		return err
	}
	select {
	case <-complete:
	case <-time.After(gatheringTime): // what is known by then has to do
	}
	return session.Send(lanward.SDP{Round: m.Round, Type: "answer", SDP: w.connection.LocalDescription().SDP})
}

// certificateOf is the one that a round's media must have: the session's, or another that the device vouches for in this description.
func certificateOf(session *lanward.Session, m lanward.SDP) lanward.Fingerprint {
	if m.Fingerprint != nil {
		return *m.Fingerprint
	}
	return session.Device
}

// open makes a media connection that receives. Without the interceptors the sender hears neither what is lost nor how much may come.
func (w *watcher) open(round int) (*webrtc.PeerConnection, error) {
	engine, interceptors := &webrtc.MediaEngine{}, &interceptor.Registry{}
	if err := errors.Join(engine.RegisterDefaultCodecs(), webrtc.RegisterDefaultInterceptors(engine, interceptors)); err != nil {
		return nil, err
	}
	settings := webrtc.SettingEngine{}
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	api := webrtc.NewAPI(webrtc.WithMediaEngine(engine), webrtc.WithInterceptorRegistry(interceptors), webrtc.WithSettingEngine(settings))
	connection, err := api.NewPeerConnection(webrtc.Configuration{
		Certificates: []webrtc.Certificate{webrtc.CertificateFromX509(w.identity.Key, w.identity.Certificate)},
	})
	if err != nil {
		return nil, err
	}
	connection.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		say(event{"event": "connection", "round": round, "state": state.String()})
	})
	connection.OnTrack(func(track *webrtc.TrackRemote, _ *webrtc.RTPReceiver) { w.receive(connection, track) })
	return connection, nil
}

// receive counts what comes on a track until it ends, and says so every second.
func (w *watcher) receive(connection *webrtc.PeerConnection, track *webrtc.TrackRemote) {
	kind, codec := track.Kind().String(), track.Codec().MimeType
	say(event{"event": "track", "kind": kind, "codec": codec})
	tally := newTally(codec)
	last := time.Now()
	for {
		packet, _, err := track.ReadRTP()
		if err != nil {
			say(event{"event": "track-end", "kind": kind, "packets": tally.packets, "frames": tally.frames})
			return
		}
		if first := tally.add(packet); first {
			say(event{"event": "picture", "kind": kind, "codec": codec, "milliseconds": time.Since(w.began).Milliseconds(), "packets": tally.packets})
		}
		if now := time.Now(); now.Sub(last) >= time.Second {
			last = now
			say(event{"event": "received", "kind": kind, "packets": tally.packets, "bytes": tally.bytes, "frames": tally.frames})
			if kind == "video" && !tally.hasPicture { // nothing can be shown without a whole picture
				_ = connection.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(track.SSRC())}})
			}
		}
	}
}

func (w *watcher) hangUp() {
	if w.connection != nil {
		_ = w.connection.Close()
		w.connection = nil
	}
}

// close is the end of the session.
func (w *watcher) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.over = true
	w.hangUp()
}
