package lanward

import (
	"context"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/pion/datachannel"
	"github.com/pion/dtls/v3"
	"github.com/pion/logging"
	"github.com/pion/sctp"
)

// maxChannelMessage is the greatest message on an application channel, in bytes (section 13).
const maxChannelMessage = 262_144

// association is DTLS with both certificates verified, SCTP in it, and the control channel in that.
type association struct {
	dtls    *dtls.Conn
	sctp    *sctp.Association
	control *datachannel.DataChannel
	own     Fingerprint
	peer    Fingerprint
}

var errWrongCertificate = errors.New("the peer presents another certificate than the one expected")

// associate runs the handshakes of one side within their time. The page is the DTLS client (section 7).
func associate(ctx context.Context, conn net.PacketConn, remote net.Addr, isPage bool, own Identity, expected Fingerprint, visit *visit) (*association, error) {
	limited, cancel := context.WithTimeout(ctx, handshakeLimit)
	defer cancel()
	secure, err := handshake(limited, conn, remote, isPage, own, expected)
	if err != nil {
		return nil, err
	}
	through := &tap{Conn: secure, visit: visit}
	if visit != nil {
		visit.establish(through.ask)
	}
	// SCTP's handshake knows no context.
	inTime := context.AfterFunc(limited, func() { _ = secure.Close() })
	defer inTime()
	a := &association{dtls: secure, own: own.Fingerprint(), peer: expected}
	config := sctp.Config{NetConn: through, LoggerFactory: quiet(), MaxReceiveBufferSize: 1 << 20, MaxMessageSize: maxChannelMessage, BlockWrite: true}
	if isPage {
		a.sctp, err = sctp.ClientWithOptions(config)
	} else {
		a.sctp, err = sctp.ServerWithOptions(config)
	}
	if err == nil {
		a.control, err = datachannel.Dial(a.sctp, 0, &datachannel.Config{Negotiated: true, Label: "lanward", LoggerFactory: quiet()})
	}
	if err != nil {
		_ = secure.Close()
		return nil, err
	}
	return a, nil
}

// handshake requires the other's certificate and compares it before it finishes.
func handshake(ctx context.Context, conn net.PacketConn, remote net.Addr, isPage bool, own Identity, expected Fingerprint) (*dtls.Conn, error) {
	verify := func(certificates [][]byte, _ [][]*x509.Certificate) error {
		if len(certificates) == 0 || FingerprintOf(certificates[0]) != expected {
			return errWrongCertificate
		}
		return nil
	}
	shared := []dtls.Option{
		dtls.WithCertificates(own.tls()),
		dtls.WithInsecureSkipVerify(true), // no chain and no name: the fingerprint is all
		dtls.WithVerifyPeerCertificate(verify),
		dtls.WithExtendedMasterSecret(dtls.RequireExtendedMasterSecret),
		// Browsers offer it in every hello, and Pion's server wants to agree on one. Nothing uses it.
		dtls.WithSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80),
		dtls.WithLoggerFactory(quiet()),
	}
	var secure *dtls.Conn
	var err error
	if isPage {
		options := []dtls.ClientOption{}
		for _, option := range shared {
			options = append(options, option)
		}
		secure, err = dtls.ClientWithOptions(conn, remote, options...)
	} else {
		// ICE has proved that the page receives what is sent to it: no cookie.
		options := []dtls.ServerOption{dtls.WithClientAuth(dtls.RequireAnyClientCert), dtls.WithInsecureSkipVerifyHello(true)}
		for _, option := range shared {
			options = append(options, option)
		}
		secure, err = dtls.ServerWithOptions(conn, remote, options...)
	}
	if err != nil {
		return nil, err
	}
	if err := secure.HandshakeContext(ctx); err != nil {
		_ = secure.Close()
		return nil, err
	}
	return secure, nil
}

// send writes a message to the control channel.
func (a *association) send(message any) error {
	_, err := a.control.WriteDataChannel(WriteMessage(message), true)
	return err
}

// receive gives the next message that means something to this implementation. The rest is dropped.
func (a *association) receive(buffer []byte) (any, error) {
	for {
		n, isText, err := a.control.ReadDataChannel(buffer)
		if err != nil {
			return nil, err
		}
		message, err := ReadMessage(buffer[:n])
		if _, unknown := message.(Unknown); err == nil && isText && !unknown {
			return message, nil
		}
	}
}

// end closes everything. What was sent on the control channel gets half a second to be acknowledged.
func (a *association) end() {
	acknowledged := make(chan struct{}, 1)
	a.control.OnBufferedAmountLow(func() {
		select {
		case acknowledged <- struct{}{}:
		default:
		}
	})
	if a.control.BufferedAmount() > 0 {
		select {
		case <-acknowledged:
		case <-time.After(500 * time.Millisecond):
		}
	}
	a.sctp.Abort("")
	_ = a.dtls.Close()
}

func quiet() logging.LoggerFactory {
	return &logging.DefaultLoggerFactory{DefaultLogLevel: logging.LogLevelDisabled}
}

// tap stands between DTLS and SCTP: it puts HEARTBEATs into the association and sees their answers, which Pion has no call for.
type tap struct {
	net.Conn
	visit *visit
	write sync.Mutex
	tag   [4]byte // the peer's verification tag, as in what SCTP sends
}

const (
	sctpHeader       = 12
	chunkHeartbeat   = 4
	chunkAnswer      = 5
	heartbeatInfo    = 16
	heartbeatPadding = sctpHeader + 4 + 4 + heartbeatInfo
)

// Write passes on what SCTP sends.
func (t *tap) Write(packet []byte) (int, error) {
	t.write.Lock()
	defer t.write.Unlock()
	if len(packet) >= sctpHeader && binary.BigEndian.Uint32(packet[4:]) != 0 {
		t.tag = [4]byte(packet[4:])
	}
	return t.Conn.Write(packet)
}

// Read passes on what comes for SCTP.
func (t *tap) Read(buffer []byte) (int, error) {
	n, err := t.Conn.Read(buffer)
	if err == nil && t.visit != nil {
		for at := sctpHeader; at+4 <= n; {
			length := int(binary.BigEndian.Uint16(buffer[at+2:]))
			if buffer[at] == chunkAnswer && length == 8+heartbeatInfo && at+length <= n {
				t.visit.heard(buffer[at+8 : at+length])
			}
			at += max(4, (length+3)&^3)
		}
	}
	return n, err
}

// ask sends one HEARTBEAT to an address, inside DTLS (RFC 9260 sections 3.3.5 and 8.3).
func (t *tap) ask(info [16]byte, to netip.AddrPort) {
	t.write.Lock()
	defer t.write.Unlock()
	packet := make([]byte, 0, heartbeatPadding)
	packet = binary.BigEndian.AppendUint16(packet, 5000)
	packet = binary.BigEndian.AppendUint16(packet, 5000)
	packet = append(append(packet, t.tag[:]...), 0, 0, 0, 0)
	packet = append(packet, chunkHeartbeat, 0, 0, 8+heartbeatInfo, 0, 1, 0, 4+heartbeatInfo)
	packet = append(packet, info[:]...)
	binary.LittleEndian.PutUint32(packet[8:], crc32.Checksum(packet, crc32.MakeTable(crc32.Castagnoli)))
	t.visit.sendTo(to, func() { _, _ = t.Conn.Write(packet) })
}
