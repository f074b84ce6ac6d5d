package lanward

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// Messages of media (section 16).

const (
	maxRound   = 1<<31 - 1
	maxSDP     = 32_768
	maxReason  = 200
	maxPicture = 40_000
)

// Kinds are the kinds of media that something is about.
type Kinds struct{ Video, Audio bool }

// MediaWant is a page's `media`: all that it wants from now on.
type MediaWant struct {
	Request int
	Want    Kinds
	Send    *MediaSend // nil: as before
}

// MediaSend is what a page is about to send.
type MediaSend struct {
	Kinds
	Purpose string // talk or cast
}

// MediaState is a device's answer.
type MediaState struct {
	Request int
	State   string // live, asking, refused, none or interrupted
	Kinds
	SendState string // live, asking, refused or none
	Send      Kinds
	Reason    string // for people
	HasReason bool
}

// SDP is a description of a media connection.
type SDP struct {
	Round int
	Type  string // offer or answer
	SDP   string
	// Fingerprint is a device's: the certificate of what its media comes from, where that is another than the session's.
	Fingerprint *Fingerprint
}

// Ring says that somebody rang.
type Ring struct {
	At      int64 // milliseconds since 1970 by the device's clock
	Picture []byte
}

func (m *members) kinds() Kinds { return Kinds{Video: m.boolean("video"), Audio: m.boolean("audio")} }

// media tells the two apart: what a device says has a state.
func (m *members) media() any {
	if m.has("want") {
		return m.mediaWant()
	}
	send := m.object("send")
	state := MediaState{Request: int(m.integer("request", 0, maxRound)), Kinds: m.kinds(), Send: send.kinds()}
	state.State = m.oneOf("state", "live", "asking", "refused", "none", "interrupted")
	state.SendState = send.oneOf("state", "live", "asking", "refused", "none")
	if state.HasReason = m.has("reason"); state.HasReason {
		state.Reason = withoutControls(m.text("reason"))
	}
	if send.err != nil || utf8.RuneCountInString(state.Reason) > maxReason {
		m.fail()
	}
	return state
}

func (m *members) mediaWant() any {
	inner := m.object("want")
	want := MediaWant{Request: int(m.integer("request", 1, maxRound)), Want: inner.kinds()}
	if m.has("send") {
		send := m.object("send")
		want.Send = &MediaSend{Kinds: send.kinds(), Purpose: send.oneOf("purpose", "talk", "cast")}
		if send.err != nil {
			m.fail()
		}
	}
	if inner.err != nil {
		m.fail()
	}
	return want
}

func (m *members) sdp() any {
	inner := m.object("description")
	sdp := SDP{Round: int(m.integer("round", 1, maxRound)), Type: inner.oneOf("type", "offer", "answer"), SDP: inner.text("sdp")}
	if m.has("fingerprint") {
		vouched := m.fingerprint("fingerprint")
		sdp.Fingerprint = &vouched
	}
	if inner.err != nil || len(sdp.SDP) > maxSDP {
		m.fail()
	}
	if sdp.Type == "other" {
		return Unknown{}
	}
	return sdp
}

func (m *members) ring() any {
	ring := Ring{At: m.integer("at", 0, 1<<53-1)}
	if m.has("picture") {
		ring.Picture = m.base64("picture", 3, maxPicture)
		if !bytes.HasPrefix(ring.Picture, []byte{0xFF, 0xD8, 0xFF}) {
			m.fail()
		}
	}
	return ring
}

func (k Kinds) write(into object) object {
	into["video"], into["audio"] = k.Video, k.Audio
	return into
}

func mediaFields(message any) object {
	switch m := message.(type) {
	case MediaWant:
		want := object{"type": "media", "request": m.Request, "want": m.Want.write(object{})}
		if m.Send != nil {
			want["send"] = m.Send.write(object{"purpose": m.Send.Purpose})
		}
		return want
	case MediaState:
		state := m.write(object{"type": "media", "request": m.Request, "state": m.State, "send": m.Send.write(object{"state": m.SendState})})
		if m.HasReason {
			state["reason"] = m.Reason
		}
		return state
	case SDP:
		sdp := object{"type": "sdp", "round": m.Round, "description": object{"type": m.Type, "sdp": m.SDP}}
		if m.Fingerprint != nil {
			sdp["fingerprint"] = m.Fingerprint.String()
		}
		return sdp
	case Ring:
		ring := object{"type": "ring", "at": m.At}
		if m.Picture != nil {
			ring["picture"] = strict64.EncodeToString(m.Picture)
		}
		return ring
	}
	panic(fmt.Sprintf("no message of this protocol: %T", message))
}
