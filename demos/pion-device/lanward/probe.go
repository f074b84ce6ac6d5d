package lanward

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/dns/dnsmessage"
)

// probe finds a name that nobody has (RFC 6762 section 8.1): three questions, 250 ms apart.
func (m *mdns) probe(ctx context.Context, name string) string {
	for number := 1; ; number++ {
		instance := instanceName(name, number)
		taken := make(chan struct{}, 1)
		stop := m.listen(func(record dnsmessage.Resource, _ link) {
			if strings.EqualFold(record.Header.Name.String(), instance) && record.Header.TTL > 0 {
				select {
				case taken <- struct{}{}:
				default:
				}
			}
		})
		free := true
		for range 3 {
			m.ask(dnsmessage.Question{Name: dnsName(instance), Type: dnsmessage.TypeALL, Class: dnsmessage.ClassINET | unicastReply})
			select {
			case <-taken:
				free = false
			case <-ctx.Done():
			case <-time.After(250 * time.Millisecond):
			}
		}
		stop()
		if free || ctx.Err() != nil {
			return instance
		}
	}
}

// instanceName makes a label of at most 63 bytes. The DNS library of Go knows no dots within labels.
func instanceName(name string, number int) string {
	suffix := ""
	if number > 1 {
		suffix = fmt.Sprintf(" (%d)", number)
	}
	label := strings.ReplaceAll(name, ".", " ")
	for len(label)+len(suffix) > 63 {
		_, size := utf8.DecodeLastRuneInString(label)
		label = label[:len(label)-size]
	}
	return label + suffix + "." + serviceType
}
