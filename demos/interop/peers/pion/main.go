// Pion as a peer of the interoperability tests: JSON commands in, JSON events out, one a line.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sync"
)

// plan is what a channel shall be, or is seen to be.
type plan struct {
	Label             string  `json:"label"`
	Protocol          string  `json:"protocol"`
	Ordered           bool    `json:"ordered"`
	MaxRetransmits    *uint16 `json:"maxRetransmits,omitempty"`
	MaxPacketLifeTime *uint16 `json:"maxPacketLifeTime,omitempty"`
	NegotiatedID      *uint16 `json:"negotiatedId,omitempty"`
}

type command struct {
	Command  string         `json:"command"`
	SDP      string         `json:"sdp"`
	Channels []plan         `json:"channels"`
	Labels   []string       `json:"labels"`
	Counts   map[string]int `json:"counts"`
	Seed     int64          `json:"seed"`
	Count    int            `json:"count"`
}

type event map[string]any

var printing sync.Mutex

func print(name string, values event) {
	line := event{"event": name}
	for key, value := range values {
		line[key] = value
	}
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	printing.Lock()
	defer printing.Unlock()
	os.Stdout.Write(append(text, '\n'))
}

func main() {
	peer := newPeer()
	print("ready", nil)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var next command
		if err := json.Unmarshal(lines.Bytes(), &next); err != nil {
			print("error", event{"error": err.Error()})
			continue
		}
		if err := peer.do(next); err != nil {
			print("error", event{"command": next.Command, "error": fmt.Sprint(err)})
		}
	}
}
