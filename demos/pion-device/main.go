// A device of the Lanward protocol in Go, on Pion: it pairs, echoes, shows a camera, and knocks at other devices. README.md tells how to use it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/pion/datachannel"
	"lanward.dev/pion-device/lanward"
)

const usage = `A device of the Lanward protocol, on Pion.

  pion-device device [--pair 5m] [--camera test] [--grant video]   is a device until it is ended
  pion-device pair CODE|LINK                                       pairs with a device
  pion-device connect PEER [CHANNEL]                               lines of standard input to a channel (echo), and what comes back
  pion-device watch [--for 10s] PEER                               a device's camera: what comes is counted
  pion-device browse                                               the devices around
  pion-device revoke PEER                                          forgets a peer

Each prints one JSON object a line. Options stand before the arguments:`

type event map[string]any

var printing sync.Mutex

// say prints an event as a line of JSON.
func say(e event) {
	line, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	printing.Lock()
	defer printing.Unlock()
	fmt.Println(string(line))
}

type options struct {
	state, name, kind, camera, grant string
	port                             int
	pair, watch                      time.Duration
	verbose                          bool
}

func parse(arguments []string) (o options, rest []string) {
	flags := flag.NewFlagSet("pion-device", flag.ExitOnError)
	flags.StringVar(&o.state, "state", "pion-device-state", "directory of the identity and the pairings")
	flags.StringVar(&o.name, "name", "Pion device", "name for people")
	flags.StringVar(&o.kind, "type", "camera", "device type")
	flags.IntVar(&o.port, "port", lanward.DoorPort, "UDP port of the door")
	flags.DurationVar(&o.pair, "pair", 0, "open pairing mode for this long")
	flags.DurationVar(&o.watch, "for", 0, "watch no longer than this")
	flags.StringVar(&o.camera, "camera", "", "\"test\", or a command that writes H.264 (Annex B)")
	flags.StringVar(&o.grant, "grant", "", "\"video\": who pairs may watch the camera")
	flags.BoolVar(&o.verbose, "verbose", false, "say on standard error why sessions end")
	flags.Usage = func() {
		fmt.Fprintln(flags.Output(), usage)
		flags.PrintDefaults()
	}
	_ = flags.Parse(arguments)
	return o, flags.Args()
}

func main() {
	if len(os.Args) < 2 {
		parse([]string{"--help"})
	}
	command := os.Args[1]
	o, arguments := parse(os.Args[2:])
	if !o.verbose {
		log.SetOutput(discard{})
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var err error
	switch {
	case command == "device" && len(arguments) == 0:
		err = runDevice(ctx, o)
	case command == "pair" && len(arguments) == 1:
		err = withKnocker(ctx, o, lanward.Handlers{}, func(ctx context.Context, d *lanward.Device, _ *lanward.Store) error {
			return pair(ctx, d, arguments[0])
		})
	case command == "connect" && (len(arguments) == 1 || len(arguments) == 2):
		err = withKnocker(ctx, o, lanward.Handlers{}, func(ctx context.Context, d *lanward.Device, _ *lanward.Store) error {
			return connect(ctx, d, arguments)
		})
	case command == "watch" && len(arguments) == 1:
		w := &watcher{}
		err = withKnocker(ctx, o, lanward.Handlers{Message: w.handle}, func(ctx context.Context, d *lanward.Device, store *lanward.Store) error {
			w.identity = store.Identity
			return watch(ctx, d, w, arguments[0], o.watch)
		})
	case command == "browse" && len(arguments) == 0:
		err = withKnocker(ctx, o, lanward.Handlers{}, browse)
	case command == "revoke" && len(arguments) == 1:
		err = revoke(o, arguments[0])
	default:
		parse([]string{"--help"})
	}
	if err != nil {
		say(event{"event": "error", "message": err.Error()})
		os.Exit(1)
	}
}

type discard struct{}

func (discard) Write(text []byte) (int, error) { return len(text), nil }

func runDevice(ctx context.Context, o options) error {
	store, err := lanward.OpenStore(o.state)
	if err != nil {
		return err
	}
	handlers, err := handlers(o, store)
	if err != nil {
		return err
	}
	config := lanward.Config{
		Name: o.name, Type: o.kind, Port: o.port, Handlers: handlers,
		Code: func(code lanward.Code, link lanward.Link, expires time.Time) {
			say(event{"event": "pairing", "code": code.String(), "link": link.String(), "expires": expires.Format(time.RFC3339)})
		},
		Paired: func(p lanward.Pairing) {
			say(event{"event": "paired", "peer": p.ID, "name": p.Name, "fingerprint": p.Fingerprint.String()})
		},
		Failed: func(what string, err error) { say(event{"event": "error", "code": what, "message": err.Error()}) },
	}
	if o.grant == "video" {
		config.Grants = []string{"video"}
	} else if o.grant != "" {
		return errors.New(`the only grant that this device knows is "video"`)
	}
	device, err := lanward.NewDevice(store, config)
	if err != nil {
		return err
	}
	say(event{"event": "ready", "door": o.port, "host": store.Host + ".local", "name": o.name, "fingerprint": store.Identity.Fingerprint().String()})
	if o.pair > 0 {
		go device.OpenPairing(ctx, o.pair)
	}
	device.Run(ctx)
	return nil
}

// handlers print what happens and give each session its media.
func handlers(o options, store *lanward.Store) (lanward.Handlers, error) {
	var film *camera
	if o.camera != "" {
		var err error
		if film, err = newCamera(o.camera); err != nil {
			return lanward.Handlers{}, err
		}
	}
	var viewers sync.Map
	return lanward.Handlers{
		Opened: func(s *lanward.Session) {
			pairing, _ := store.Get(s.Peer)
			viewers.Store(s, &viewer{session: s, identity: store.Identity, camera: film, granted: pairing.May("video")})
			say(event{"event": "session", "peer": s.Peer, "name": pairing.Name, "state": "open"})
		},
		Closed: func(s *lanward.Session) {
			if v, there := viewers.LoadAndDelete(s); there {
				v.(*viewer).close()
			}
			say(event{"event": "session", "peer": s.Peer, "state": "closed"})
		},
		Message: func(s *lanward.Session, message any) {
			if v, there := viewers.Load(s); there {
				v.(*viewer).handle(message)
			}
		},
		Channel: func(s *lanward.Session, channel *datachannel.DataChannel) { hear(s, channel) },
	}, nil
}

// hear prints the texts of a channel.
func hear(s *lanward.Session, channel *datachannel.DataChannel) {
	buffer := make([]byte, 65_536)
	for {
		n, isText, err := channel.ReadDataChannel(buffer)
		if err != nil {
			return
		}
		if isText {
			say(event{"event": "message", "peer": s.Peer, "channel": channel.Config.Label, "text": string(buffer[:n])})
		}
	}
}

// withKnocker runs the side that knocks, for one command.
func withKnocker(ctx context.Context, o options, handlers lanward.Handlers, do func(context.Context, *lanward.Device, *lanward.Store) error) error {
	store, err := lanward.OpenStore(o.state)
	if err != nil {
		return err
	}
	device, err := lanward.NewDevice(store, lanward.Config{Name: o.name, Type: o.kind, NoDoor: true, Handlers: handlers})
	if err != nil {
		return err
	}
	running, end := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		device.Run(running)
		close(ended)
	}()
	err = do(ctx, device, store)
	end()
	<-ended
	return err
}

func pair(ctx context.Context, device *lanward.Device, text string) error {
	p, err := device.Pair(ctx, text)
	if err == nil {
		say(event{"event": "paired", "peer": p.ID, "name": p.Name, "fingerprint": p.Fingerprint.String()})
	}
	return err
}

func connect(ctx context.Context, device *lanward.Device, arguments []string) error {
	session, err := device.Connect(ctx, arguments[0])
	if err != nil {
		return err
	}
	defer session.End(lanward.Bye{Reason: "closing"})
	say(event{"event": "session", "peer": session.Peer, "state": "open"})
	label := "echo"
	if len(arguments) == 2 {
		label = arguments[1]
	}
	channel, err := session.Open(label)
	if err != nil {
		return err
	}
	go hear(session, channel)
	lines := make(chan string)
	go func() {
		defer close(lines)
		for input := bufio.NewScanner(os.Stdin); input.Scan(); {
			lines <- input.Text()
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-session.Done():
			return errors.New("the peer has ended the session")
		case line, more := <-lines:
			if !more {
				return nil
			}
			if _, err := channel.WriteDataChannel([]byte(line), true); err != nil {
				return err
			}
		}
	}
}

func browse(ctx context.Context, device *lanward.Device, store *lanward.Store) error {
	for _, found := range device.Browse(ctx, 2*time.Second) {
		e := event{"event": "device", "name": found.Name, "port": found.Port, "addresses": found.Addresses, "pairing": found.Advert.Pairing}
		if found.Advert.Fingerprint != nil {
			e["type"], e["fingerprint"] = found.Advert.Type, found.Advert.Fingerprint.String()
		} else if known, ok := store.Recognise(found.Advert); ok {
			e["peer"] = known.ID
		}
		say(e)
	}
	return nil
}

func revoke(o options, peer string) error {
	store, err := lanward.OpenStore(o.state)
	if err != nil {
		return err
	}
	pairing, err := store.Find(peer)
	if err != nil {
		return err
	}
	return store.Remove(pairing.ID)
}
