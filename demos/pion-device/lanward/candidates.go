package lanward

import (
	"net/netip"
	"sync"

	"github.com/pion/ice/v4"
)

// maxCandidates bounds whom a knock can be sent to (section 7).
const maxCandidates = 17

// candidates are what an agent was given, each once.
type candidates struct {
	agent *ice.Agent
	mu    sync.Mutex
	given map[netip.AddrPort]bool
}

func newCandidates(agent *ice.Agent) *candidates {
	return &candidates{agent: agent, given: map[netip.AddrPort]bool{}}
}

func (c *candidates) add(ports []int, addresses ...netip.Addr) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, address := range addresses {
		for _, port := range ports {
			at := netip.AddrPortFrom(address, uint16(port))
			if c.given[at] || len(c.given) >= maxCandidates || port == 0 {
				continue
			}
			c.given[at] = true
			priority := uint32(126)<<24 | uint32(65_535-len(c.given))<<8 | 255
			candidate, err := ice.NewCandidateHost(&ice.CandidateHostConfig{Network: "udp", Address: address.String(), Port: port, Component: 1, Priority: priority})
			if err == nil {
				_ = c.agent.AddRemoteCandidate(candidate)
			}
		}
	}
}

// alsoAt adds every address that was given at these ports, too.
func (c *candidates) alsoAt(ports []int) {
	c.mu.Lock()
	var addresses []netip.Addr
	for at := range c.given {
		addresses = append(addresses, at.Addr())
	}
	c.mu.Unlock()
	c.add(ports, addresses...)
}
