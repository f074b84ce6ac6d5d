package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/pion/webrtc/v4"
	"github.com/pion/webrtc/v4/pkg/media"
	"github.com/pion/webrtc/v4/pkg/media/h264reader"
)

// camera is a program that writes H.264 in Annex B to its standard output, one slice a picture. What it writes is sent as it is. It runs
// while somebody watches.
type camera struct {
	command []string
	track   *webrtc.TrackLocalStaticSample

	mu      sync.Mutex
	viewers int
	stop    context.CancelFunc
}

// h264 is what every browser decodes: constrained baseline, level 3.1.
var h264 = webrtc.RTPCodecCapability{
	MimeType: webrtc.MimeTypeH264, ClockRate: 90_000, SDPFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
}

const (
	restartDelay = 2 * time.Second
	// Decoders begin at a picture that needs no other one. Nobody asks a camera for it here, so there is one a second.
	keyInterval = 30
)

func newCamera(command string) (*camera, error) {
	track, err := webrtc.NewTrackLocalStaticSample(h264, "video", "camera")
	words := strings.Fields(command)
	if command == "test" {
		words = testPicture()
	}
	return &camera{command: words, track: track}, err
}

// watch counts a viewer in; the function that it gives counts it out.
func (c *camera) watch() (leave func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.viewers++; c.viewers == 1 {
		ctx, stop := context.WithCancel(context.Background())
		c.stop = stop
		go c.run(ctx)
	}
	return sync.OnceFunc(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.viewers--; c.viewers == 0 {
			c.stop()
		}
	})
}

func (c *camera) run(ctx context.Context) {
	for ctx.Err() == nil {
		err := c.film(ctx)
		if ctx.Err() == nil {
			say(event{"event": "error", "code": "camera", "message": fmt.Sprint(err)})
		}
		select {
		case <-ctx.Done():
		case <-time.After(restartDelay):
		}
	}
}

// film passes pictures on until the program ends.
func (c *camera) film(ctx context.Context) error {
	program := exec.CommandContext(ctx, c.command[0], c.command[1:]...)
	program.Stderr = os.Stderr
	out, err := program.StdoutPipe()
	if err != nil {
		return err
	}
	if err := program.Start(); err != nil {
		return err
	}
	defer func() { _ = program.Wait() }()
	units, err := h264reader.NewReader(out)
	if err != nil {
		return err
	}
	var picture []byte
	last := time.Now()
	for {
		unit, err := units.NextNAL()
		if errors.Is(err, io.EOF) {
			return errors.New("the camera's program has ended")
		}
		if err != nil {
			return err
		}
		picture = append(append(picture, 0, 0, 0, 1), unit.Data...)
		// Parameter sets go with the picture behind them.
		if unit.UnitType != h264reader.NalUnitTypeCodedSliceIdr && unit.UnitType != h264reader.NalUnitTypeCodedSliceNonIdr {
			continue
		}
		now := time.Now()
		if err := c.track.WriteSample(media.Sample{Data: picture, Duration: now.Sub(last)}); err != nil {
			return err
		}
		last, picture = now, nil
	}
}

// testPicture is the one of section 16: bars, and a clock for machines that ffmpeg draws from the time of each picture.
func testPicture() []string {
	const left, top, block, timeBits, checkBits = 160, 680, 40, 20, 4
	bit := func(number string, weight int) string { return fmt.Sprintf("mod(floor(%s/%d)\\,2)", number, weight) }
	milliseconds := fmt.Sprintf("mod(round(t*1000)\\,%d)", 1<<timeBits)
	var bits []string
	for at := range timeBits {
		bits = append(bits, bit(milliseconds, 1<<(timeBits-1-at)))
	}
	ones := "(" + strings.Join(bits, "+") + ")"
	for at := range checkBits {
		bits = append(bits, bit(ones, 1<<(checkBits-1-at)))
	}
	filters := []string{
		"smptebars=s=1280x720:r=30", "realtime", "settb=1/1000", "setpts=RTCTIME/1000", "format=yuv420p",
		fmt.Sprintf("drawbox=x=%d:y=%d:w=%d:h=%d:color=black:t=fill", left, top, block*len(bits), block),
	}
	for at, on := range bits {
		filters = append(filters, fmt.Sprintf("drawbox=x=%d:y=%d:w=%d:h=%d:color=white:t=fill:enable=%s", left+at*block, top, block, block, on))
	}
	return append(strings.Fields("ffmpeg -hide_banner -loglevel error -nostdin -f lavfi -i"), strings.Join(filters, ","),
		"-fps_mode", "passthrough", "-c:v", "libx264", "-profile:v", "baseline", "-level", "3.1", "-preset", "ultrafast", "-tune", "zerolatency",
		"-x264-params", "sliced-threads=0:threads=1", "-b:v", "2M", "-g", fmt.Sprint(keyInterval), "-flush_packets", "1", "-f", "h264", "-")
}
