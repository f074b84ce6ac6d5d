package lanward

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"sync"
	"time"

	"filippo.io/nistec"
)

// Identity is a P-256 key and the self-signed certificate by which peers know it (section 2).
type Identity struct {
	Key         *ecdsa.PrivateKey
	Certificate *x509.Certificate
}

// NewIdentity makes a device's: its certificate does not expire in practice.
func NewIdentity() (Identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Identity{}, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return Identity{}, err
	}
	return selfSigned(key, &x509.Certificate{
		SerialNumber: serial.Add(serial, big.NewInt(1)),
		Subject:      pkix.Name{CommonName: "lanward"},
		NotBefore:    time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2999, 12, 31, 23, 59, 59, 0, time.UTC),
	})
}

// Fingerprint is that of its certificate.
func (i Identity) Fingerprint() Fingerprint { return FingerprintOf(i.Certificate.Raw) }

func (i Identity) tls() tls.Certificate {
	return tls.Certificate{Certificate: [][]byte{i.Certificate.Raw}, PrivateKey: i.Key, Leaf: i.Certificate}
}

// PairingIdentity is the same everywhere and its key is public: it authenticates nothing (section 2.1).
var PairingIdentity = sync.OnceValue(func() Identity {
	d := scalar(derive([]byte("lanward pairing certificate"), 40, []byte("key")), new(big.Int).Sub(elliptic.P256().Params().N, big.NewInt(1)))
	d.Add(d, big.NewInt(1))
	public, err := nistec.NewP256Point().ScalarBaseMult(d.FillBytes(make([]byte, 32)))
	if err != nil {
		panic(err)
	}
	point := public.Bytes()
	key := &ecdsa.PrivateKey{D: d, PublicKey: ecdsa.PublicKey{
		Curve: elliptic.P256(), X: new(big.Int).SetBytes(point[1:33]), Y: new(big.Int).SetBytes(point[33:]),
	}}
	name, err := asn1.Marshal(pkix.RDNSequence{{{Type: asn1.ObjectIdentifier{2, 5, 4, 3}, Value: asn1.RawValue{Tag: asn1.TagUTF8String, Bytes: []byte("lanward-pairing")}}}})
	if err != nil {
		panic(err)
	}
	identity, err := selfSigned(key, &x509.Certificate{
		SerialNumber: big.NewInt(1),
		RawSubject:   name,
		NotBefore:    time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2999, 12, 31, 23, 59, 59, 0, time.UTC),
	})
	if err != nil {
		panic(err)
	}
	return identity
})

// selfSigned signs by the deterministic ECDSA of RFC 6979, as Go does where it is given no randomness.
func selfSigned(key *ecdsa.PrivateKey, template *x509.Certificate) (Identity, error) {
	template.SignatureAlgorithm = x509.ECDSAWithSHA256
	der, err := x509.CreateCertificate(nil, template, template, &key.PublicKey, key)
	if err != nil {
		return Identity{}, err
	}
	certificate, err := x509.ParseCertificate(der)
	return Identity{Key: key, Certificate: certificate}, err
}

// scalar is OS2IP(bytes) mod n.
func scalar(bytes []byte, n *big.Int) *big.Int {
	s := new(big.Int).SetBytes(bytes)
	return s.Mod(s, n)
}
