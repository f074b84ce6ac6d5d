package lanward

import (
	"net/netip"
	"time"
)

// budget bounds what strangers can make a door compute (section 6). A stranger is an IPv4 address or an IPv6 /64; whoever has proved a
// key is counted by address, and apart, so that nobody can use up what paired peers need.
type budget struct {
	strangers, proven     sources
	ofStrangers, ofProven bucket
}

// sources are the buckets of each source, a bounded number.
type sources struct {
	buckets map[netip.Prefix]*bucket
	swept   time.Time
}

// Verifications a second, and at once. One is some microseconds for each pairing.
const (
	sourceRate, sourceBurst = 20, 60
	allRate, allBurst       = 500, 1_000
	maxSources              = 4_096
	pairingCost             = 10 // of a session opened by lw0, which proves nothing
)

func newBudget() *budget {
	return &budget{strangers: sources{buckets: map[netip.Prefix]*bucket{}}, proven: sources{buckets: map[netip.Prefix]*bucket{}}}
}

// allows takes one verification for this source.
func (b *budget) allows(now time.Time, source netip.Addr) bool {
	if known, ok := b.proven.buckets[exactly(source)]; ok {
		return known.take(now, 1, sourceRate, sourceBurst) && b.ofProven.take(now, 1, allRate, allBurst)
	}
	return b.stranger(now, source).take(now, 1, sourceRate, sourceBurst) && b.ofStrangers.take(now, 1, allRate, allBurst)
}

// charge takes more from this source afterwards.
func (b *budget) charge(now time.Time, source netip.Addr, cost float64) {
	if known, ok := b.proven.buckets[exactly(source)]; ok {
		known.tokens -= cost
		return
	}
	b.stranger(now, source).tokens -= cost
}

// prove remembers an address that has proved a key.
func (b *budget) prove(now time.Time, source netip.Addr) {
	b.proven.place(exactly(source), now)
}

func (b *budget) stranger(now time.Time, source netip.Addr) *bucket {
	bits := 32
	if source.Is6() {
		bits = 64
	}
	prefix, err := source.WithZone("").Prefix(bits)
	if err != nil {
		prefix = netip.Prefix{}
	}
	return b.strangers.place(prefix, now)
}

func exactly(source netip.Addr) netip.Prefix {
	return netip.PrefixFrom(source.WithZone(""), source.BitLen())
}

// place finds a source's bucket. Where there is no room, those who have been silent for a minute give way, which is looked for once a
// second; else all who are new share one bucket.
func (s *sources) place(source netip.Prefix, now time.Time) *bucket {
	if found, ok := s.buckets[source]; ok {
		return found
	}
	if len(s.buckets) >= maxSources && now.Sub(s.swept) >= time.Second {
		s.swept = now
		for other, bucket := range s.buckets {
			if now.Sub(bucket.at) > time.Minute {
				delete(s.buckets, other)
			}
		}
	}
	if len(s.buckets) >= maxSources {
		source = netip.Prefix{}
		if found, ok := s.buckets[source]; ok {
			return found
		}
	}
	s.buckets[source] = &bucket{at: now, tokens: sourceBurst}
	return s.buckets[source]
}

// bucket holds tokens that come again with time.
type bucket struct {
	tokens float64
	at     time.Time
}

func (b *bucket) take(now time.Time, cost, rate, burst float64) bool {
	b.tokens = min(burst, b.tokens+now.Sub(b.at).Seconds()*rate)
	b.at = now
	if b.tokens < cost {
		return false
	}
	b.tokens -= cost
	return true
}

// recent remembers the latest of many things.
type recent[T comparable, V any] struct {
	most  int
	order []T
	at    int
	known map[T]V
}

func newRecent[T comparable, V any](most int) *recent[T, V] {
	return &recent[T, V]{most: most, known: map[T]V{}}
}

func (r *recent[T, V]) get(key T) (V, bool) {
	value, ok := r.known[key]
	return value, ok
}

func (r *recent[T, V]) put(key T, value V) {
	if _, ok := r.known[key]; !ok {
		if len(r.order) < r.most {
			r.order = append(r.order, key)
		} else {
			delete(r.known, r.order[r.at])
			r.order[r.at] = key
			r.at = (r.at + 1) % r.most
		}
	}
	r.known[key] = value
}
