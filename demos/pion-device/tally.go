package main

import (
	"strings"

	"github.com/pion/rtp"
	"github.com/pion/rtp/codecs"
)

// tally counts what comes on a track, and notices the first picture that can be shown by itself.
type tally struct {
	codec          string
	packets, bytes int
	frames         int // by their last packet
	inKey          bool
	hasPicture     bool
}

func newTally(codec string) *tally { return &tally{codec: strings.ToLower(codec)} }

// add counts a packet, and says whether it completes the first picture.
func (t *tally) add(packet *rtp.Packet) (first bool) {
	t.packets++
	t.bytes += len(packet.Payload)
	t.inKey = t.inKey || t.beginsPicture(packet.Payload)
	if !packet.Marker || !strings.HasPrefix(t.codec, "video/") {
		return false
	}
	t.frames++
	first = t.inKey && !t.hasPicture
	t.hasPicture, t.inKey = t.hasPicture || t.inKey, false
	return first
}

// NAL units of H.264 (RFC 6184 section 5.2) that make a picture which needs no other.
const (
	nalType     = 0x1F
	nalIDR      = 5
	nalSTAPA    = 24
	nalFUA      = 28
	fuBegins    = 0x80
	stapASizes  = 2
	vp8InterBit = 1
)

// beginsPicture says whether a payload holds the beginning of a key frame. Codecs that it cannot read it takes to have one in each packet.
func (t *tally) beginsPicture(payload []byte) bool {
	switch t.codec {
	case "video/vp8":
		var vp8 codecs.VP8Packet
		frame, err := vp8.Unmarshal(payload)
		return err == nil && vp8.S == 1 && vp8.PID == 0 && len(frame) > 0 && frame[0]&vp8InterBit == 0
	case "video/h264":
		return beginsIDR(payload)
	}
	return true
}

func beginsIDR(payload []byte) bool {
	if len(payload) < 2 {
		return false
	}
	switch payload[0] & nalType {
	case nalIDR:
		return true
	case nalFUA:
		return payload[1]&fuBegins != 0 && payload[1]&nalType == nalIDR
	case nalSTAPA:
		for rest := payload[1:]; len(rest) > stapASizes; {
			size := int(rest[0])<<8 | int(rest[1])
			rest = rest[stapASizes:]
			if size == 0 || size > len(rest) {
				return false
			}
			if rest[0]&nalType == nalIDR {
				return true
			}
			rest = rest[size:]
		}
	}
	return false
}
