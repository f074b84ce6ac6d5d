// One end of a connection by Pion, for `./lanward bench data`. Commands are lines of words on standard input, answers lines of JSON;
// ../../README.md has the list.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/datachannel"
	"github.com/pion/webrtc/v4"
)

const (
	messageBytes = 65_536
	high         = 4 << 20
	low          = 1 << 20
)

var (
	channels  = map[string]datachannel.ReadWriteCloser{}
	buffered  = map[string]*webrtc.DataChannel{}
	lock      sync.Mutex
	streaming atomic.Bool
)

func say(event map[string]any) {
	line, _ := json.Marshal(event)
	lock.Lock()
	defer lock.Unlock()
	fmt.Println(string(line))
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func ready(channel *webrtc.DataChannel, then func(datachannel.ReadWriteCloser)) {
	channel.OnOpen(func() {
		// Detached: Pion's own reader has no room for 65,536 bytes.
		detached := must(channel.Detach())
		lock.Lock()
		channels[channel.Label()] = detached
		buffered[channel.Label()] = channel
		count := len(channels)
		lock.Unlock()
		if then != nil {
			go then(detached)
		}
		if count == 2 {
			say(map[string]any{"event": "open"})
		}
	})
}

// The end that answers returns pings, and says when it has all of a transfer.
func serve(label string) func(datachannel.ReadWriteCloser) {
	return func(channel datachannel.ReadWriteCloser) {
		buffer := make([]byte, 2*messageBytes)
		bytes := 0
		for {
			n, isText, err := channel.ReadDataChannel(buffer)
			if err != nil {
				return
			}
			switch {
			case label == "rtt":
				must(channel.WriteDataChannel(buffer[:n], false))
			case isText:
				must(channel.WriteDataChannel([]byte(strconv.Itoa(bytes)), true))
				bytes = 0
			default:
				bytes += n
			}
		}
	}
}

// Sends until more says no and the other end has it all.
func transfer(name string, more func(sent int) bool) {
	channel, out := buffered["bulk"], channels["bulk"]
	room := make(chan struct{}, 1)
	channel.SetBufferedAmountLowThreshold(low)
	channel.OnBufferedAmountLow(func() {
		select {
		case room <- struct{}{}:
		default:
		}
	})
	message := make([]byte, messageBytes)
	start := time.Now()
	sent := 0
	for more(sent) {
		if channel.BufferedAmount() >= high {
			<-room
			continue
		}
		must(out.WriteDataChannel(message, false))
		sent += messageBytes
	}
	must(out.WriteDataChannel([]byte("end"), true))
	_, _, err := out.ReadDataChannel(make([]byte, 64))
	check(err)
	say(map[string]any{"event": name, "bytes": sent, "seconds": time.Since(start).Seconds()})
}

func pings(count int) {
	channel := channels["rtt"]
	message := make([]byte, 64)
	micros := make([]float64, 0, count)
	for range count {
		start := time.Now()
		must(channel.WriteDataChannel(message, false))
		_, _, err := channel.ReadDataChannel(message)
		check(err)
		micros = append(micros, float64(time.Since(start).Nanoseconds())/1000)
	}
	say(map[string]any{"event": "rtt", "micros": micros})
}

func describe(connection *webrtc.PeerConnection, description webrtc.SessionDescription) {
	complete := webrtc.GatheringCompletePromise(connection)
	check(connection.SetLocalDescription(description))
	<-complete
	sdp := base64.StdEncoding.EncodeToString([]byte(connection.LocalDescription().SDP))
	say(map[string]any{"event": "description", "sdp": sdp})
}

func description(kind webrtc.SDPType, argument string) webrtc.SessionDescription {
	return webrtc.SessionDescription{Type: kind, SDP: string(must(base64.StdEncoding.DecodeString(argument)))}
}

func obey(connection *webrtc.PeerConnection, command, argument string) {
	number, _ := strconv.Atoi(argument)
	switch command {
	case "offer":
		for _, label := range []string{"bulk", "rtt"} {
			ready(must(connection.CreateDataChannel(label, nil)), nil)
		}
		describe(connection, must(connection.CreateOffer(nil)))
	case "answer":
		check(connection.SetRemoteDescription(description(webrtc.SDPTypeOffer, argument)))
		describe(connection, must(connection.CreateAnswer(nil)))
	case "accept":
		check(connection.SetRemoteDescription(description(webrtc.SDPTypeAnswer, argument)))
	case "bulk":
		go transfer("bulk", func(sent int) bool { return sent < number<<20 })
	case "rtt":
		go pings(number)
	case "stream":
		streaming.Store(true)
		go transfer("stopped", func(int) bool { return streaming.Load() })
	case "stop":
		streaming.Store(false)
	}
}

func main() {
	settings := webrtc.SettingEngine{}
	settings.DetachDataChannels()
	api := webrtc.NewAPI(webrtc.WithSettingEngine(settings))
	connection := must(api.NewPeerConnection(webrtc.Configuration{}))
	connection.OnDataChannel(func(channel *webrtc.DataChannel) { ready(channel, serve(channel.Label())) })
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<20)
	for input.Scan() {
		command, argument, _ := strings.Cut(input.Text(), " ")
		obey(connection, command, argument)
	}
	check(connection.Close())
}
