package main

import (
	"errors"
	"math/rand"
	"sort"
	"sync"
	"time"

	"github.com/pion/ice/v4"
	"github.com/pion/webrtc/v4"
)

// No more waits in the stack, so that messages that may expire have a chance.
const mostBufferedBytes = 64 << 10

// traffic is what went over a channel, a digest a message.
type traffic struct {
	Sent     []string `json:"sent"`
	Received []string `json:"received"`
}

// peer is one connection at a time, and the workload on it.
type peer struct {
	lock     sync.Mutex
	pc       *webrtc.PeerConnection
	channels map[string]*webrtc.DataChannel
	traffic  map[string]*traffic
	expected map[string]int
	over     bool
}

func newPeer() *peer { return &peer{} }

func (p *peer) do(c command) error {
	switch c.Command {
	case "offer":
		return p.offer(c.Channels)
	case "answer":
		return p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeAnswer, SDP: c.SDP})
	case "answerTo":
		return p.answerTo(c.SDP, c.Channels)
	case "open":
		return p.openAll(c.Channels)
	case "send":
		go p.send(c.Seed, c.Count)
	case "expect":
		p.lock.Lock()
		defer p.lock.Unlock()
		p.expected = c.Counts
		p.tellWhenComplete()
	case "close":
		return p.closeAll(c.Labels)
	case "report":
		p.lock.Lock()
		defer p.lock.Unlock()
		print("report", event{"channels": p.traffic})
		p.traffic = map[string]*traffic{}
	case "hangUp":
		p.lock.Lock()
		p.over = true
		p.lock.Unlock()
		return p.pc.Close()
	default:
		return errors.New("no such command")
	}
	return nil
}

func (p *peer) begin() error {
	settings := webrtc.SettingEngine{}
	settings.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4})
	if err := settings.SetAnsweringDTLSRole(webrtc.DTLSRoleServer); err != nil {
		return err
	}
	pc, err := webrtc.NewAPI(webrtc.WithSettingEngine(settings)).NewPeerConnection(webrtc.Configuration{})
	if err != nil {
		return err
	}
	p.lock.Lock()
	defer p.lock.Unlock()
	p.pc, p.over = pc, false
	p.channels, p.traffic, p.expected = map[string]*webrtc.DataChannel{}, map[string]*traffic{}, nil
	pc.OnDataChannel(p.take)
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) { p.changed(pc, state) })
	return nil
}

func (p *peer) changed(pc *webrtc.PeerConnection, state webrtc.PeerConnectionState) {
	p.lock.Lock()
	defer p.lock.Unlock()
	switch {
	case pc != p.pc || p.over:
	case state == webrtc.PeerConnectionStateConnected:
		print("connected", nil)
	case state == webrtc.PeerConnectionStateFailed || state == webrtc.PeerConnectionStateClosed:
		p.over = true
		print("over", event{"why": "connection " + state.String()})
	}
}

func (p *peer) offer(plans []plan) error {
	if err := p.begin(); err != nil {
		return err
	}
	if err := p.openAll(plans); err != nil {
		return err
	}
	description, err := p.pc.CreateOffer(nil)
	if err != nil {
		return err
	}
	return p.describe("offer", description)
}

func (p *peer) answerTo(sdp string, plans []plan) error {
	if err := p.begin(); err != nil {
		return err
	}
	if err := p.pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: sdp}); err != nil {
		return err
	}
	if err := p.openAll(plans); err != nil {
		return err
	}
	description, err := p.pc.CreateAnswer(nil)
	if err != nil {
		return err
	}
	return p.describe("answer", description)
}

// describe sets a local description and prints it with all its candidates.
func (p *peer) describe(name string, description webrtc.SessionDescription) error {
	gathered := webrtc.GatheringCompletePromise(p.pc)
	if err := p.pc.SetLocalDescription(description); err != nil {
		return err
	}
	<-gathered
	print(name, event{"sdp": p.pc.LocalDescription().SDP})
	return nil
}

func (p *peer) openAll(plans []plan) error {
	for _, each := range plans {
		each := each
		negotiated := each.NegotiatedID != nil
		channel, err := p.pc.CreateDataChannel(each.Label, &webrtc.DataChannelInit{
			Ordered: &each.Ordered, Protocol: &each.Protocol, Negotiated: &negotiated, ID: each.NegotiatedID,
			MaxRetransmits: each.MaxRetransmits, MaxPacketLifeTime: each.MaxPacketLifeTime,
		})
		if err != nil {
			return err
		}
		p.take(channel)
	}
	return nil
}

func (p *peer) take(channel *webrtc.DataChannel) {
	label := channel.Label()
	p.lock.Lock()
	p.channels[label] = channel
	p.lock.Unlock()
	channel.OnMessage(func(message webrtc.DataChannelMessage) {
		p.lock.Lock()
		defer p.lock.Unlock()
		of := p.trafficOf(label)
		of.Received = append(of.Received, digest(message.IsString, message.Data))
		p.tellWhenComplete()
	})
	channel.OnError(func(err error) { print("trouble", event{"label": label, "error": err.Error()}) })
	channel.OnClose(func() {
		p.lock.Lock()
		defer p.lock.Unlock()
		if !p.over {
			print("closed", event{"label": label})
		}
	})
	channel.OnOpen(func() {
		seen := plan{Label: label, Protocol: channel.Protocol(), Ordered: channel.Ordered(),
			MaxRetransmits: channel.MaxRetransmits(), MaxPacketLifeTime: channel.MaxPacketLifeTime()}
		if channel.Negotiated() {
			seen.NegotiatedID = channel.ID()
		}
		print("opened", event{"channel": seen, "id": channel.ID()})
	})
}

func (p *peer) send(seed int64, countOnEach int) {
	next := messages{rand.New(rand.NewSource(seed))}
	channels := p.sorted()
	for i := 0; i < countOnEach; i++ {
		for _, channel := range channels {
			for buffered(channels) >= mostBufferedBytes {
				time.Sleep(2 * time.Millisecond)
			}
			content, text := next.next()
			if err := sendOn(channel, content, text); err != nil {
				print("error", event{"label": channel.Label(), "error": err.Error()})
				return
			}
			p.lock.Lock()
			of := p.trafficOf(channel.Label())
			of.Sent = append(of.Sent, digest(text, content))
			p.lock.Unlock()
		}
	}
	print("sent", nil)
}

func sendOn(channel *webrtc.DataChannel, content []byte, text bool) error {
	if text {
		return channel.SendText(string(content))
	}
	return channel.Send(content)
}

func buffered(channels []*webrtc.DataChannel) (bytes uint64) {
	for _, each := range channels {
		bytes += each.BufferedAmount()
	}
	return bytes
}

func (p *peer) sorted() []*webrtc.DataChannel {
	p.lock.Lock()
	defer p.lock.Unlock()
	channels := []*webrtc.DataChannel{}
	for _, each := range p.channels {
		channels = append(channels, each)
	}
	sort.Slice(channels, func(i, j int) bool { return channels[i].Label() < channels[j].Label() })
	return channels
}

func (p *peer) closeAll(labels []string) error {
	for _, label := range labels {
		p.lock.Lock()
		channel := p.channels[label]
		p.lock.Unlock()
		if err := channel.Close(); err != nil {
			return err
		}
	}
	return nil
}

// With the lock held.
func (p *peer) tellWhenComplete() {
	if len(p.expected) == 0 {
		return
	}
	for label, count := range p.expected {
		if len(p.trafficOf(label).Received) < count {
			return
		}
	}
	p.expected = nil
	print("complete", nil)
}

// With the lock held.
func (p *peer) trafficOf(label string) *traffic {
	if p.traffic[label] == nil {
		p.traffic[label] = &traffic{Sent: []string{}, Received: []string{}}
	}
	return p.traffic[label]
}
