package main

import (
	"fmt"
	"strings"
	"testing"

	"lanward.dev/pion-device/lanward"
)

var page = lanward.FingerprintOf([]byte("the page's certificate"))

func answer(lines ...string) string {
	head := []string{"v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0",
		"m=video 9 UDP/TLS/RTP/SAVPF 102", "c=IN IP4 0.0.0.0", "a=mid:0", "a=rtpmap:102 H264/90000"}
	return strings.Join(append(head, lines...), "\r\n") + "\r\n"
}

func TestADescriptionIsOfTheSessionsCertificate(t *testing.T) {
	own, other := "a=fingerprint:sha-256 "+page.String(), "a=fingerprint:sha-256 "+lanward.FingerprintOf(nil).String()
	for name, c := range map[string]struct {
		text string
		ok   bool
	}{
		"the session's":       {answer(own), true},
		"none":                {answer(), false},
		"another":             {answer(other), false},
		"another beside it":   {answer(own, other), false},
		"another algorithm":   {answer(own, "a=fingerprint:sha-1 AA"), false},
		"data channels":       {strings.Replace(answer(own), "video 9 UDP/TLS/RTP/SAVPF 102", "application 9 UDP/DTLS/SCTP webrtc-datachannel", 1), false},
		"not protected":       {strings.Replace(answer(own), "UDP/TLS/RTP/SAVPF", "RTP/AVP", 1), false},
		"too many sections":   {answer(own) + strings.Repeat("m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\n", 16), false},
		"no description":      {"offer", false},
		"nothing":             {"", false},
		"no section of media": {"v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n", false},
	} {
		if _, err := checked(c.text, page); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOnlyCandidatesOfHostsOnALocalNetworkAreTaken(t *testing.T) {
	taken := []string{"192.168.1.2", "10.0.0.1", "fd12::1", "169.254.1.1"}
	left := []string{"8.8.8.8", "2001:db8::1", "127.0.0.1", "224.0.0.251", "0332a6d6-d0a5-4a4a-9d5c-e024a28389cc.local", "fe80::1%eth0", "example.org"}
	var lines []string
	for i, address := range append(taken, left...) {
		lines = append(lines, fmt.Sprintf("a=candidate:%d 1 udp 2113937151 %s 5000 typ host", i, address))
	}
	lines = append(lines, "a=candidate:90 1 tcp 2113937151 10.9.9.9 9 typ host tcptype active", "a=candidate:91 1 udp 1 10.9.9.8 5000 typ srflx raddr 10.0.0.1 rport 5", "a=candidate:92 1 udp")
	for range 20 {
		lines = append(lines, "a=candidate:93 1 udp 1 10.1.1.1 5000 typ host")
	}
	text, err := checked(answer(append(lines, "a=fingerprint:sha-256 "+page.String())...), page)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range taken {
		if !strings.Contains(text, " "+address+" 5000 ") {
			t.Errorf("%s is left out", address)
		}
	}
	for _, address := range append(left, "10.9.9.9", "10.9.9.8") {
		if strings.Contains(text, " "+address+" ") {
			t.Errorf("%s is taken", address)
		}
	}
	if count := strings.Count(text, "a=candidate"); count > maxCandidates {
		t.Errorf("%d candidates are taken", count)
	}
}

// FuzzDescription: go test -fuzz FuzzDescription .
func FuzzDescription(f *testing.F) {
	f.Add(answer("a=fingerprint:sha-256 " + page.String()))
	f.Fuzz(func(t *testing.T, text string) {
		if clean, err := checked(text, page); err == nil {
			if _, err := checked(clean, page); err != nil {
				t.Errorf("what was taken is not taken again: %v", err)
			}
		}
	})
}
