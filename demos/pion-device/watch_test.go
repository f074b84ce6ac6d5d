package main

import (
	"testing"

	"github.com/pion/rtp"
	"lanward.dev/pion-device/lanward"
)

func TestMediaIsOfTheSessionsCertificateOrOfTheOneThatTheDeviceVouchesFor(t *testing.T) {
	device, server := page, lanward.FingerprintOf([]byte("the server's certificate"))
	session := &lanward.Session{Device: device}
	own, others := answer("a=fingerprint:sha-256 "+device.String()), answer("a=fingerprint:sha-256 "+server.String())
	for name, c := range map[string]struct {
		description lanward.SDP
		ok          bool
	}{
		"the session's":                   {lanward.SDP{SDP: own}, true},
		"another":                         {lanward.SDP{SDP: others}, false},
		"another, vouched for":            {lanward.SDP{SDP: others, Fingerprint: &server}, true},
		"the session's, another expected": {lanward.SDP{SDP: own, Fingerprint: &server}, false},
	} {
		if _, err := checked(c.description.SDP, certificateOf(session, c.description)); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func packet(marker bool, payload ...byte) *rtp.Packet {
	return &rtp.Packet{Header: rtp.Header{Marker: marker}, Payload: payload}
}

func TestTheFirstPictureIsOneThatNeedsNoOther(t *testing.T) {
	for name, c := range map[string]struct {
		codec           string
		inter, key, end []byte
	}{
		"VP8":           {"video/VP8", []byte{0x10, 0x01, 0, 0}, []byte{0x10, 0x00, 0, 0}, []byte{0x00, 0, 0, 0}},
		"H.264":         {"video/H264", []byte{0x61, 0, 0}, []byte{0x65, 0, 0}, []byte{0x65, 0, 0}},
		"H.264, FU-A":   {"video/H264", []byte{0x7C, 0x81, 0}, []byte{0x7C, 0x85, 0}, []byte{0x7C, 0x45, 0}},
		"H.264, STAP-A": {"video/H264", []byte{0x78, 0, 2, 0x61, 0}, []byte{0x78, 0, 2, 0x67, 0, 0, 2, 0x65, 0}, []byte{0x65, 0}},
	} {
		tally := newTally(c.codec)
		if tally.add(packet(true, c.inter...)) {
			t.Errorf("%s: a picture that needs others is the first", name)
		}
		if tally.add(packet(false, c.key...)) {
			t.Errorf("%s: it is not whole yet", name)
		}
		if !tally.add(packet(true, c.end...)) {
			t.Errorf("%s: the first picture is not seen", name)
		}
		if tally.add(packet(true, c.key...)) {
			t.Errorf("%s: there are two first ones", name)
		}
		if tally.frames != 3 || tally.packets != 4 {
			t.Errorf("%s: %d frames in %d packets", name, tally.frames, tally.packets)
		}
	}
}

func TestSoundHasNoPictures(t *testing.T) {
	tally := newTally("audio/opus")
	if tally.add(packet(true, 1, 2, 3)) || tally.frames != 0 || tally.bytes != 3 {
		t.Error("sound is counted as pictures")
	}
}

// FuzzPicture: go test -fuzz FuzzPicture .
func FuzzPicture(f *testing.F) {
	f.Add([]byte{0x78, 0, 2, 0x67, 0, 0, 2, 0x65, 0})
	f.Fuzz(func(t *testing.T, payload []byte) {
		for _, codec := range []string{"video/VP8", "video/H264", "video/AV1"} {
			newTally(codec).add(packet(true, payload...))
		}
	})
}
