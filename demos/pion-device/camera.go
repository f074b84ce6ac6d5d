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
	"github.com/pion/webrtc/v4/pkg/media/ivfreader"
)

// camera is a track for any number of viewers. Each gets the first of the camera's sources that it can decode, as it comes: nothing is
// encoded for a viewer.
type camera struct{ sources []*source }

// source is a program that writes encoded pictures to its standard output. It runs while somebody watches.
type source struct {
	*webrtc.TrackLocalStaticSample
	command []string
	read    func(io.Reader) (pictures, error)

	mu      sync.Mutex
	viewers int
	stop    context.CancelFunc
}

// pictures gives the next picture.
type pictures func() ([]byte, error)

// h264 is what most decode: constrained baseline, level 3.1. Firefox has it with a plugin that it downloads, so vp8 stands beside it.
var (
	h264 = webrtc.RTPCodecParameters{PayloadType: 102, RTPCodecCapability: webrtc.RTPCodecCapability{
		MimeType: webrtc.MimeTypeH264, ClockRate: 90_000, SDPFmtpLine: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"}}
	vp8 = webrtc.RTPCodecParameters{PayloadType: 96, RTPCodecCapability: webrtc.RTPCodecCapability{MimeType: webrtc.MimeTypeVP8, ClockRate: 90_000}}
)

const restartDelay = 2 * time.Second

// newCamera makes one of a command that writes H.264 in Annex B, one slice a picture; "test" is the test picture, which comes in VP8 as well.
func newCamera(command string) (*camera, error) {
	words := strings.Fields(command)
	if command == "test" {
		words = testPicture("-c:v libx264 -profile:v baseline -level 3.1 -preset ultrafast -tune zerolatency -x264-params sliced-threads=0:threads=1 -f h264 -")
	}
	first, err := newSource(h264, words, readAnnexB)
	if err != nil || command != "test" {
		return &camera{[]*source{first}}, err
	}
	second, err := newSource(vp8, testPicture("-c:v libvpx -deadline realtime -cpu-used 8 -lag-in-frames 0 -f ivf -"), readIVF)
	return &camera{[]*source{first, second}}, err
}

func newSource(codec webrtc.RTPCodecParameters, command []string, read func(io.Reader) (pictures, error)) (*source, error) {
	track, err := webrtc.NewTrackLocalStaticSample(codec.RTPCodecCapability, "video", "camera")
	return &source{TrackLocalStaticSample: track, command: command, read: read}, err
}

// Bind is called when a viewer's codecs are known.
func (c *camera) Bind(viewer webrtc.TrackLocalContext) (codec webrtc.RTPCodecParameters, err error) {
	for _, source := range c.sources {
		if codec, err = source.Bind(viewer); err == nil {
			source.count(1)
			say(event{"event": "watched", "codec": codec.MimeType})
			return codec, nil
		}
	}
	return codec, err
}

// Unbind is called when a viewer has gone.
func (c *camera) Unbind(viewer webrtc.TrackLocalContext) (err error) {
	for _, source := range c.sources {
		if err = source.Unbind(viewer); err == nil {
			source.count(-1)
			return nil
		}
	}
	return err
}

// ID is the track's.
func (c *camera) ID() string { return "video" }

// RID is none: there is one encoding.
func (c *camera) RID() string { return "" }

// StreamID is that of all that the camera sends (section 16).
func (c *camera) StreamID() string { return "camera" }

// Kind is video.
func (c *camera) Kind() webrtc.RTPCodecType { return webrtc.RTPCodecTypeVideo }

func (s *source) count(change int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.viewers += change
	switch {
	case s.viewers > 0 && s.stop == nil:
		ctx, stop := context.WithCancel(context.Background())
		s.stop = stop
		go s.run(ctx)
	case s.viewers == 0:
		s.stop()
		s.stop = nil
	}
}

func (s *source) run(ctx context.Context) {
	for ctx.Err() == nil {
		if err := s.film(ctx); ctx.Err() == nil {
			say(event{"event": "error", "code": "camera", "message": fmt.Sprint(err)})
		}
		select {
		case <-ctx.Done():
		case <-time.After(restartDelay):
		}
	}
}

// film passes pictures on until the program ends.
func (s *source) film(ctx context.Context) error {
	program := exec.CommandContext(ctx, s.command[0], s.command[1:]...)
	program.Stderr = os.Stderr
	out, err := program.StdoutPipe()
	if err != nil {
		return err
	}
	if err := program.Start(); err != nil {
		return err
	}
	defer func() {
		_ = program.Process.Kill()
		_ = program.Wait()
	}()
	next, err := s.read(out)
	if err != nil {
		return err
	}
	for last := time.Now(); ; {
		picture, err := next()
		if errors.Is(err, io.EOF) {
			return errors.New("the camera's program has ended")
		}
		if err != nil {
			return err
		}
		now := time.Now()
		if err := s.WriteSample(media.Sample{Data: picture, Duration: now.Sub(last)}); err != nil {
			return err
		}
		last = now
	}
}

func readAnnexB(from io.Reader) (pictures, error) {
	units, err := h264reader.NewReader(from)
	return func() (picture []byte, err error) {
		for {
			unit, err := units.NextNAL()
			if err != nil {
				return nil, err
			}
			picture = append(append(picture, 0, 0, 0, 1), unit.Data...)
			// Parameter sets go with the picture behind them.
			if unit.UnitType == h264reader.NalUnitTypeCodedSliceIdr || unit.UnitType == h264reader.NalUnitTypeCodedSliceNonIdr {
				return picture, nil
			}
		}
	}, err
}

func readIVF(from io.Reader) (pictures, error) {
	frames, _, err := ivfreader.NewWith(from)
	return func() ([]byte, error) {
		picture, _, err := frames.ParseNextFrame()
		return picture, err
	}, err
}

// testPicture is the command for the one of section 16: bars, and a clock for machines that ffmpeg draws from the time of each picture.
// Decoders begin at a picture that needs no other one. There is one a second, since nobody asks a camera for it here.
func testPicture(encoding string) []string {
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
	command := append(strings.Fields("ffmpeg -hide_banner -loglevel error -nostdin -f lavfi -i"), strings.Join(filters, ","))
	return append(command, strings.Fields("-fps_mode passthrough -enc_time_base 1:1000 -b:v 2M -g 30 -flush_packets 1 "+encoding)...)
}
