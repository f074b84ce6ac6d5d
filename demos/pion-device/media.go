package main

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/sdp/v3"
	"github.com/pion/webrtc/v4"
	"lanward.dev/pion-device/lanward"
)

// viewer is the media of one session (section 16): the page's wants, and the media connection while there is one.
type viewer struct {
	session  *lanward.Session
	identity lanward.Identity
	camera   *camera // nil: none
	granted  bool

	mu         sync.Mutex
	request    int // the page's last
	round      int // the highest that was sent or received
	connection *webrtc.PeerConnection
	recent     []time.Time // when descriptions came
	flooded    bool
	closed     bool
}

const (
	maxDescriptions = 20
	floodTime       = 10 * time.Second
	maxSections     = 16
	maxCandidates   = 8
)

var errDescription = errors.New("a description that is not taken")

// handle takes a message of media from the page.
func (v *viewer) handle(message any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	var err error
	switch m := message.(type) {
	case lanward.MediaWant:
		err = v.want(m)
	case lanward.SDP:
		err = v.describe(m)
	}
	if err != nil {
		say(event{"event": "error", "code": "media", "message": err.Error()})
	}
}

func (v *viewer) want(m lanward.MediaWant) error {
	v.request = m.Request
	state := lanward.MediaState{Request: m.Request, State: "none", SendState: "none"}
	switch {
	case v.flooded:
		state.State = "refused"
	case v.closed || v.camera == nil || m.Want.Audio && !m.Want.Video:
	case !m.Want.Video:
		state.State = "live" // nothing is wanted of what there is
	case !v.granted:
		state.State = "refused"
	default:
		state.State, state.Video = "live", true
	}
	if err := v.session.Send(state); err != nil {
		return err
	}
	if !state.Video {
		v.hangUp()
		return nil
	}
	if v.connection != nil {
		return nil
	}
	v.round++
	if err := v.open(); err != nil {
		return err
	}
	offer, err := v.connection.CreateOffer(nil)
	return errors.Join(err, v.send(offer))
}

// open makes a media connection that sends the camera's pictures.
func (v *viewer) open() error {
	v.hangUp()
	engine := &webrtc.MediaEngine{}
	for _, source := range v.camera.sources {
		codec := h264
		if source.Codec().MimeType == vp8.MimeType {
			codec = vp8
		}
		if err := engine.RegisterCodec(codec, webrtc.RTPCodecTypeVideo); err != nil {
			return err
		}
	}
	settings := webrtc.SettingEngine{}
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeUDP6})
	api := webrtc.NewAPI(webrtc.WithMediaEngine(engine), webrtc.WithSettingEngine(settings))
	connection, err := api.NewPeerConnection(webrtc.Configuration{
		Certificates: []webrtc.Certificate{webrtc.CertificateFromX509(v.identity.Key, v.identity.Certificate)},
	})
	if err != nil {
		return err
	}
	v.connection = connection
	sender, err := connection.AddTrack(v.camera)
	if err != nil {
		return err
	}
	go func() { // what receivers report has to be read
		buffer := make([]byte, 1_500)
		for {
			if _, _, err := sender.Read(buffer); err != nil {
				return
			}
		}
	}()
	return nil
}

// send says a description of ours once all our candidates are in it.
func (v *viewer) send(description webrtc.SessionDescription) error {
	complete := webrtc.GatheringCompletePromise(v.connection)
	if err := v.connection.SetLocalDescription(description); err != nil {
		return err
	}
	<-complete
	return v.session.Send(lanward.SDP{Round: v.round, Type: description.Type.String(), SDP: v.connection.LocalDescription().SDP})
}

// describe takes a description of the page's.
func (v *viewer) describe(m lanward.SDP) error {
	if v.isFlood(time.Now()) {
		v.hangUp()
		return errors.New("more than 20 descriptions in 10 s")
	}
	offer := m.Type == "offer"
	if v.closed || m.Round < v.round || m.Round == v.round && v.connection == nil || !offer && m.Round != v.round {
		return nil
	}
	text, err := checked(m.SDP, v.session.Page)
	if err != nil {
		return err
	}
	if !offer {
		if v.connection.SignalingState() != webrtc.SignalingStateHaveLocalOffer {
			return nil
		}
		return v.orNone(v.connection.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: text}))
	}
	if !v.granted || v.camera == nil {
		return nil // no media connection is opened
	}
	if m.Round > v.round {
		v.round = m.Round
		if err := v.open(); err != nil {
			return err
		}
	} else if v.connection.SignalingState() != webrtc.SignalingStateStable {
		return nil // glare: the page rolls back
	}
	if err := v.connection.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: text}); err != nil {
		return err
	}
	answer, err := v.connection.CreateAnswer(nil)
	if err != nil {
		return err
	}
	return v.send(answer)
}

// orNone tells a page that takes none of the camera's codecs.
func (v *viewer) orNone(err error) error {
	if err == nil {
		return nil
	}
	v.hangUp()
	return errors.Join(err, v.session.Send(lanward.MediaState{Request: v.request, State: "none", SendState: "none", Reason: "This side does not decode what the camera sends.", HasReason: true}))
}

func (v *viewer) isFlood(now time.Time) bool {
	v.recent = slices.DeleteFunc(append(v.recent, now), func(t time.Time) bool { return now.Sub(t) > floodTime })
	v.flooded = v.flooded || len(v.recent) > maxDescriptions
	return v.flooded
}

func (v *viewer) hangUp() {
	if v.connection != nil {
		_ = v.connection.Close()
		v.connection = nil
	}
}

// close is the end of the session.
func (v *viewer) close() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.closed = true
	v.hangUp()
}

// checked refuses what is no description of media by the certificate of the session, and leaves only candidates of hosts on a local network.
func checked(text string, page lanward.Fingerprint) (string, error) {
	var description sdp.SessionDescription
	if err := description.UnmarshalString(text); err != nil {
		return "", fmt.Errorf("%w: %w", errDescription, err)
	}
	if len(description.MediaDescriptions) == 0 || len(description.MediaDescriptions) > maxSections {
		return "", errDescription
	}
	certificates, err := sameCertificate(description.Attributes, page)
	candidates := 0
	for _, section := range description.MediaDescriptions {
		kind, protocol := section.MediaName.Media, strings.Join(section.MediaName.Protos, "/")
		if kind != "video" && kind != "audio" || protocol != "UDP/TLS/RTP/SAVPF" {
			return "", fmt.Errorf("%w: a section of %s by %s", errDescription, kind, protocol)
		}
		more, wrong := sameCertificate(section.Attributes, page)
		certificates, err = certificates+more, errors.Join(err, wrong)
		section.Attributes = slices.DeleteFunc(section.Attributes, func(a sdp.Attribute) bool {
			if a.Key != "candidate" {
				return false
			}
			candidates++
			return candidates > maxCandidates || !isLocal(a.Value)
		})
	}
	if certificates == 0 {
		err = errors.Join(err, errDescription)
	}
	if err != nil {
		return "", err
	}
	clean, err := description.Marshal()
	return string(clean), err
}

func sameCertificate(attributes []sdp.Attribute, page lanward.Fingerprint) (count int, err error) {
	for _, attribute := range attributes {
		if attribute.Key == "fingerprint" {
			count++
			if !strings.EqualFold(attribute.Value, "sha-256 "+page.String()) {
				return count, fmt.Errorf("%w: another certificate than the session's", errDescription)
			}
		}
	}
	return count, nil
}

// isLocal reads `foundation component udp priority address port typ host ...`.
func isLocal(candidate string) bool {
	words := strings.Fields(candidate)
	if len(words) < 8 || !strings.EqualFold(words[2], "udp") || words[6] != "typ" || words[7] != "host" {
		return false
	}
	address, err := netip.ParseAddr(words[4])
	return err == nil && address.Zone() == "" && (address.IsPrivate() || address.IsLinkLocalUnicast())
}
