// A camera by Pion, for `./lanward bench media`: the test picture of protocol section 16, encoded once by ffmpeg (libvpx) and sent to every
// viewer. `watch DESCRIPTION` on standard input is a viewer's offer, base64 of its SDP; the answer is a line of JSON.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
	"github.com/pion/webrtc/v4/pkg/media/ivfreader"
)

const (
	width     = 1280
	height    = 720
	perSecond = 30
	// The clock: blocks of the luma plane, as protocol section 16 has them.
	clockLeft, clockTop, block = 160, 680, 40
	timeBits, checkBits        = 20, 4
	white, black               = 235, 16
)

// Y, Cb, Cr of the seven bars at 75 %, BT.601.
var bars = [7][3]byte{{180, 128, 128}, {162, 44, 142}, {131, 156, 44}, {112, 72, 58}, {84, 184, 198}, {65, 100, 212}, {35, 212, 114}}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func colourBars() []byte {
	frame := make([]byte, width*height*3/2)
	for y := range height {
		for x := range width {
			frame[y*width+x] = bars[x*7/width][0]
		}
	}
	chroma := frame[width*height:]
	for y := range height / 2 {
		for x := range width / 2 {
			chroma[y*width/2+x] = bars[x*14/width][1]
			chroma[(height/2+y)*width/2+x] = bars[x*14/width][2]
		}
	}
	return frame
}

func drawClock(frame []byte, now time.Time) {
	stamp := uint32(now.UnixMilli() % (1 << timeBits))
	word := stamp<<checkBits | uint32(bits.OnesCount32(stamp)%(1<<checkBits))
	for at := range timeBits + checkBits {
		luma := byte(black)
		if word>>(timeBits+checkBits-1-at)&1 == 1 {
			luma = white
		}
		left := clockLeft + at*block
		for y := clockTop; y < clockTop+block; y++ {
			for x := left; x < left+block; x++ {
				frame[y*width+x] = luma
			}
		}
		for y := clockTop / 2; y < (clockTop+block)/2; y++ {
			for x := left / 2; x < (left+block)/2; x++ {
				frame[width*height+y*width/2+x] = 128
				frame[width*height*5/4+y*width/2+x] = 128
			}
		}
	}
}

// Writes a frame whenever it is due; one that is late is not made up for.
func film(encoder io.Writer) {
	frame := colourBars()
	for now := range time.Tick(time.Second / perSecond) {
		_ = now
		drawClock(frame, time.Now())
		must(encoder.Write(frame))
	}
}

func encode(track *webrtc.TrackLocalStaticSample) {
	ffmpeg := exec.Command("ffmpeg", strings.Fields(fmt.Sprintf("-hide_banner -loglevel error -fflags nobuffer -probesize 32 -f rawvideo -pix_fmt yuv420p -s %dx%d -r %d -i - "+
		"-c:v libvpx -deadline realtime -cpu-used 8 -lag-in-frames 0 -error-resilient 1 -threads 2 -b:v 2M -g %d -flush_packets 1 -f ivf -", width, height, perSecond, perSecond))...)
	ffmpeg.Stderr = os.Stderr
	in, out := must(ffmpeg.StdinPipe()), must(ffmpeg.StdoutPipe())
	check(ffmpeg.Start())
	go film(in)
	ivf, _, err := ivfreader.NewWith(out)
	check(err)
	// Frames that were late, or left out, must not seem to have been on time: browsers would wait for them.
	last := time.Now()
	for {
		payload, _, err := ivf.ParseNextFrame()
		if errors.Is(err, io.EOF) {
			os.Exit(1)
		}
		check(err)
		now := time.Now()
		check(track.WriteSample(media.Sample{Data: payload, Duration: now.Sub(last)}))
		last = now
	}
}

func watch(track webrtc.TrackLocal, argument string) {
	connection := must(webrtc.NewPeerConnection(webrtc.Configuration{}))
	sender := must(connection.AddTrack(track))
	go func() {
		// What receivers report has to be read, or the interceptors do not see it.
		buffer := make([]byte, 1500)
		for {
			if _, _, err := sender.Read(buffer); err != nil {
				return
			}
		}
	}()
	offer := webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: string(must(base64.StdEncoding.DecodeString(argument)))}
	check(connection.SetRemoteDescription(offer))
	complete := webrtc.GatheringCompletePromise(connection)
	check(connection.SetLocalDescription(must(connection.CreateAnswer(nil))))
	<-complete
	line := must(json.Marshal(map[string]any{"event": "description", "sdp": connection.LocalDescription().SDP}))
	fmt.Println(string(line))
}

func main() {
	track := must(webrtc.NewTrackLocalStaticSample(webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8}, "video", "camera"))
	go encode(track)
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<20)
	for input.Scan() {
		if command, argument, _ := strings.Cut(input.Text(), " "); command == "watch" {
			watch(track, argument)
		}
	}
}
