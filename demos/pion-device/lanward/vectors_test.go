package lanward

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"math/big"
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// vectors reads one of the files that every implementation runs.
func vectors[T any](t testing.TB, name string) (v T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../../docs/vectors", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// hexBytes is a JSON text of hexadecimal digits.
type hexBytes []byte

func (h *hexBytes) UnmarshalJSON(text []byte) error {
	var digits string
	if err := json.Unmarshal(text, &digits); err != nil {
		return err
	}
	data, err := hex.DecodeString(digits)
	*h = data
	return err
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func TestKeySchedule(t *testing.T) {
	v := vectors[struct {
		HKDF []struct {
			IKM, Info, OKM hexBytes
			Length         int
		}
		UUIDs []struct {
			Bytes hexBytes
			UUID  string
		}
		PairingIDs []struct {
			Fingerprint hexBytes
			SDP, ID     string
		}
		StandingPorts []struct {
			DeviceFingerprint hexBytes
			Port              int
		}
		Knocks []struct {
			Kind, DoorUfrag, DoorPwd                                          string
			PairingKey, LinkSecret, Nonce, DeviceFingerprint, PageFingerprint hexBytes
		}
		ResolvableHosts, PageHosts []struct {
			PairingKey, HostKey, R hexBytes
			UUID                   string
			Valid                  bool
		}
		Seals []struct{ KE, Plain, PageKey, SealedByPage, DeviceKey, SealedByDevice hexBytes }
	}](t, "key-schedule")

	for _, c := range v.HKDF {
		equal(t, "HKDF", derive(c.IKM, c.Length, c.Info), []byte(c.OKM))
	}
	for _, c := range v.UUIDs {
		equal(t, "uuid", uuidOf(c.Bytes), c.UUID)
	}
	for _, c := range v.PairingIDs {
		fingerprint := Fingerprint(c.Fingerprint)
		equal(t, "fingerprint", fingerprint.String(), c.SDP)
		equal(t, "fingerprint read", must(ParseFingerprint(c.SDP)), fingerprint)
		equal(t, "pairing id", fingerprint.PairingID(), c.ID)
	}
	for _, c := range v.StandingPorts {
		equal(t, "standing port", Fingerprint(c.DeviceFingerprint).StandingPort(), c.Port)
	}
	for _, c := range v.Knocks {
		knock := must(ParseKnock(c.DoorUfrag))
		pwd := knock.pairingPwd()
		switch c.Kind {
		case "paired":
			pwd = knock.pairedPwd(Key(c.PairingKey), Fingerprint(c.DeviceFingerprint), Fingerprint(c.PageFingerprint))
		case "link":
			pwd = knock.linkPwd([16]byte(c.LinkSecret), Fingerprint(c.DeviceFingerprint))
		}
		equal(t, "door-pwd of "+c.DoorUfrag, pwd, c.DoorPwd)
	}
	for ofPage, hosts := range map[bool]*[]struct {
		PairingKey, HostKey, R hexBytes
		UUID                   string
		Valid                  bool
	}{false: &v.ResolvableHosts, true: &v.PageHosts} {
		for _, c := range *hosts {
			key := Key(c.PairingKey).hostKey(ofPage)
			equal(t, "resolvable "+c.UUID, isResolvableHost(key, c.UUID), c.Valid)
			if c.Valid {
				equal(t, "host key", key, []byte(c.HostKey))
				equal(t, "resolvable host", resolvableHost(key, [6]byte(c.R)), c.UUID)
			}
		}
	}
	for _, c := range v.Seals {
		keys := &spake2Keys{ke: c.KE}
		equal(t, "page's key", keys.sealKey(true), []byte(c.PageKey))
		equal(t, "device's key", keys.sealKey(false), []byte(c.DeviceKey))
		equal(t, "sealed by page", keys.seal(true, c.Plain), []byte(c.SealedByPage))
		equal(t, "sealed by device", keys.seal(false, c.Plain), []byte(c.SealedByDevice))
		equal(t, "opened", string(must(keys.open(true, c.SealedByPage))), string(c.Plain))
		if _, err := keys.open(false, c.SealedByPage); err == nil {
			t.Error("the device's key opens what the page sealed")
		}
	}
}

func TestKnocks(t *testing.T) {
	v := vectors[struct {
		Pairing []struct {
			Page       hexBytes
			Ufrag, Pwd string
		}
		Paired []struct {
			PairingKey, Nonce, Device, Page hexBytes
			Ufrag, Pwd                      string
		}
		Link []struct {
			LinkSecret, Nonce, Device, Page hexBytes
			Ufrag, Pwd                      string
		}
		Opening []struct{ Ufrag string }
		Invalid []struct{ Name, Ufrag string }
	}](t, "knocks")
	for _, c := range v.Pairing {
		knock := newPairingKnock(Fingerprint(c.Page))
		equal(t, "lw0", knock, must(ParseKnock(c.Ufrag)))
		equal(t, "lw0", knock.pairingPwd(), c.Pwd)
	}
	for _, c := range v.Paired {
		knock := newPairedKnock([nonceBytes]byte(c.Nonce))
		equal(t, "lw1", knock, must(ParseKnock(c.Ufrag)))
		equal(t, "lw1", knock.pairedPwd(Key(c.PairingKey), Fingerprint(c.Device), Fingerprint(c.Page)), c.Pwd)
	}
	for _, c := range v.Link {
		knock := newLinkKnock([nonceBytes]byte(c.Nonce), Fingerprint(c.Page))
		equal(t, "lw2", knock, must(ParseKnock(c.Ufrag)))
		equal(t, "lw2", knock.linkPwd([16]byte(c.LinkSecret), Fingerprint(c.Device)), c.Pwd)
	}
	for _, c := range v.Opening {
		if _, err := ParseKnock(c.Ufrag); err == nil {
			t.Errorf("%s was taken, which this door does not answer", c.Ufrag)
		}
	}
	for _, c := range v.Invalid {
		if _, err := ParseKnock(c.Ufrag); err == nil {
			t.Errorf("%s: was taken", c.Name)
		}
	}
}

func TestSpake2(t *testing.T) {
	type side struct{ IdentityA, IdentityB, W hexBytes }
	v := vectors[struct {
		Runs []struct {
			Why                                                                    string
			IdentityA, IdentityB, W, X, Y, PA, PB, K, TT, Ke, Ka, KcA, KcB, CA, CB hexBytes
		}
		RefusedShares []struct {
			Share hexBytes
			Why   string
		}
		IdentityShares []struct {
			Receiver, Why string
			W, Share      hexBytes
		}
		Mismatches []struct {
			Why          string
			X, Y         hexBytes
			SideA, SideB side
		}
	}](t, "spake2-p256")
	number := func(h hexBytes) *big.Int { return new(big.Int).SetBytes(h) }
	for _, c := range v.Runs {
		a := must(newSpake2With(true, c.W, c.IdentityA, c.IdentityB, number(c.X)))
		b := must(newSpake2With(false, c.W, c.IdentityA, c.IdentityB, number(c.Y)))
		equal(t, c.Why+": pA", a.share, []byte(c.PA))
		equal(t, c.Why+": pB", b.share, []byte(c.PB))
		for _, keys := range []*spake2Keys{must(a.finish(b.share)), must(b.finish(a.share))} {
			for name, pair := range map[string][2][]byte{
				"TT": {keys.tt, c.TT}, "Ke": {keys.ke, c.Ke}, "Ka": {keys.ka, c.Ka}, "KcA": {keys.kcA, c.KcA},
				"KcB": {keys.kcB, c.KcB}, "cA": {keys.cA, c.CA}, "cB": {keys.cB, c.CB},
			} {
				equal(t, c.Why+": "+name, pair[0], pair[1])
			}
		}
	}
	for _, c := range v.RefusedShares {
		for _, isA := range []bool{true, false} {
			if _, err := must(newSpake2(isA, passwordScalar("7-482913"), nil, nil)).finish(c.Share); err == nil {
				t.Errorf("%s: was taken", c.Why)
			}
		}
	}
	for _, c := range v.IdentityShares {
		if _, err := must(newSpake2(c.Receiver == "A", c.W, nil, nil)).finish(c.Share); err == nil {
			t.Errorf("%s: was taken", c.Why)
		}
	}
	for _, c := range v.Mismatches {
		a := must(newSpake2With(true, c.SideA.W, c.SideA.IdentityA, c.SideA.IdentityB, number(c.X)))
		b := must(newSpake2With(false, c.SideB.W, c.SideB.IdentityA, c.SideB.IdentityB, number(c.Y)))
		ofA, ofB := must(a.finish(b.share)), must(b.finish(a.share))
		if bytes.Equal(ofA.cA, ofB.cA) || bytes.Equal(ofA.cB, ofB.cB) {
			t.Errorf("%s: a confirmation verifies", c.Why)
		}
	}
}

func TestCodesAndNameplates(t *testing.T) {
	codes := vectors[struct {
		Vectors []struct {
			Text, Why, PIN, Canonical string
			Valid                     bool
			Nameplate                 int
			W                         hexBytes
		}
	}](t, "codes")
	for _, c := range codes.Vectors {
		code, err := ParseCode(c.Text)
		equal(t, c.Why, err == nil, c.Valid)
		if c.Valid {
			equal(t, c.Why, code, Code{c.Nameplate, c.PIN})
			equal(t, c.Why, code.String(), c.Canonical)
			equal(t, c.Why, passwordScalar(code.String()), []byte(c.W))
		}
	}
	nameplates := vectors[struct {
		Vectors []struct {
			Nameplate int
			UUID      string
		}
	}](t, "nameplates")
	for _, c := range nameplates.Vectors {
		equal(t, "nameplate", NameplateHost(c.Nameplate), c.UUID)
	}
}

func TestPairingCertificate(t *testing.T) {
	v := vectors[struct {
		PrivateKey, Certificate, Fingerprint hexBytes
		SDP                                  string
	}](t, "pairing-certificate")
	identity := PairingIdentity()
	equal(t, "private key", identity.Key.D.FillBytes(make([]byte, 32)), []byte(v.PrivateKey))
	equal(t, "certificate", identity.Certificate.Raw, []byte(v.Certificate))
	equal(t, "fingerprint", identity.Fingerprint().String(), v.SDP)
}

func TestLinks(t *testing.T) {
	v := vectors[struct {
		Vectors []struct {
			Text, Why, Host, Name, Type, Canonical string
			Valid                                  bool
			Fingerprint, Secret                    hexBytes
			Port                                   int
			Addresses                              []netip.Addr
		}
	}](t, "links")
	for _, c := range v.Vectors {
		link, err := ParseLink(c.Text)
		equal(t, c.Why, err == nil, c.Valid)
		if c.Valid && err == nil {
			want := Link{Fingerprint(c.Fingerprint), [16]byte(c.Secret), c.Host, c.Port, link.Addresses, c.Name, c.Type}
			equal(t, c.Why, link, want)
			equal(t, c.Why+": addresses", slices.Equal(link.Addresses, c.Addresses), true)
			equal(t, c.Why, link.String(), c.Canonical)
		}
	}
}

func TestStun(t *testing.T) {
	v := vectors[struct {
		RFC5769 []struct {
			Name, Password, Username string
			Hex                      hexBytes
		}
		Exchanges []struct {
			Name, DoorUfrag, DoorPwd, PageUfrag string
			TransactionID                       hexBytes
			Source                              struct {
				Address netip.Addr
				Port    uint16
			}
			UseCandidate      bool
			Request, Response hexBytes
		}
		Malformed []struct {
			Name string
			Hex  hexBytes
		}
	}](t, "stun")
	for _, c := range v.RFC5769 {
		m := must(readStun(c.Hex))
		equal(t, c.Name, m.verify(c.Password), true)
		equal(t, c.Name, m.verify(c.Password+"x"), false)
		equal(t, c.Name, m.username, c.Username)
	}
	for _, c := range v.Exchanges {
		m, err := readStun(c.Request)
		if err != nil {
			t.Errorf("%s: %v", c.Name, err)
			continue
		}
		equal(t, c.Name, m.kind, bindingRequest)
		equal(t, c.Name, m.username, c.DoorUfrag+":"+c.PageUfrag)
		equal(t, c.Name, m.transaction[:], []byte(c.TransactionID))
		equal(t, c.Name, m.useCandidate, c.UseCandidate)
		equal(t, c.Name, m.verify(c.DoorPwd), true)
		equal(t, c.Name, len(m.unknown), 0)
		equal(t, c.Name, m.success(netip.AddrPortFrom(c.Source.Address, c.Source.Port), c.DoorPwd), []byte(c.Response))
	}
	for _, c := range v.Malformed {
		if _, err := readStun(c.Hex); err == nil {
			t.Errorf("%s: was taken", c.Name)
		}
	}
}

func TestControlAndMediaMessages(t *testing.T) {
	for _, name := range []string{"control-messages", "media-messages"} {
		v := vectors[struct {
			Vectors []struct {
				Text, Kind, Why, Canonical string
				Valid                      bool
			}
		}](t, name)
		for _, c := range v.Vectors {
			message, err := ReadMessage([]byte(c.Text))
			equal(t, c.Why+" "+c.Text[:min(len(c.Text), 80)], err == nil, c.Valid)
			_, unknown := message.(Unknown)
			equal(t, c.Why, unknown, c.Kind == "unknown")
			if c.Canonical != "" && err == nil && !unknown {
				var got, want any
				if json.Unmarshal(WriteMessage(message), &got) != nil || json.Unmarshal([]byte(c.Canonical), &want) != nil {
					t.Errorf("%s: no JSON", c.Why)
				}
				equal(t, c.Why, got, want)
			}
		}
	}
}

func TestAdverts(t *testing.T) {
	v := vectors[struct {
		Keys          []struct{ PairingKey, DeviceAdvertKey, PageAdvertKey hexBytes }
		ResolvableIDs []struct {
			Why              string
			PairingKey, ID   hexBytes
			OfDevice, OfPage bool
		}
		Adverts []struct {
			Why, Type        string
			TXT, Fingerprint hexBytes
			ID               hexBytes
			Canonical        bool
			Door, Nameplate  int
			Knocks           []string
			Pairing          bool
		}
		Malformed []struct {
			Why string
			TXT hexBytes
		}
	}](t, "adverts")
	for _, c := range v.Keys {
		equal(t, "device's key", Key(c.PairingKey).advertKey(false), []byte(c.DeviceAdvertKey))
		equal(t, "page's key", Key(c.PairingKey).advertKey(true), []byte(c.PageAdvertKey))
	}
	for _, c := range v.ResolvableIDs {
		equal(t, c.Why, isResolvableID(Key(c.PairingKey).advertKey(false), c.ID), c.OfDevice)
		equal(t, c.Why, isResolvableID(Key(c.PairingKey).advertKey(true), c.ID), c.OfPage)
	}
	for _, c := range v.Adverts {
		strings, whole := txtStrings(c.TXT)
		equal(t, c.Why, whole, true)
		advert, err := ParseAdvert(strings)
		if err != nil {
			t.Errorf("%s: %v", c.Why, err)
			continue
		}
		want := Advert{Door: c.Door, Knocks: c.Knocks, Type: c.Type, Resolvable: c.ID, Pairing: c.Pairing, Nameplate: c.Nameplate}
		if c.Fingerprint != nil {
			want.Fingerprint = (*Fingerprint)(c.Fingerprint)
		}
		equal(t, c.Why, advert, want)
		if c.Canonical {
			equal(t, c.Why, advert.TXT(), strings)
		}
	}
	for _, c := range v.Malformed {
		strings, whole := txtStrings(c.TXT)
		if _, err := ParseAdvert(strings); err == nil && whole {
			t.Errorf("%s: was taken", c.Why)
		}
	}
}

// txtStrings splits the data of a TXT record, as the reader of DNS does for the advert's.
func txtStrings(data []byte) (strings []string, whole bool) {
	for len(data) > 0 {
		end := 1 + int(data[0])
		if end > len(data) {
			return strings, false
		}
		strings, data = append(strings, string(data[1:end])), data[end:]
	}
	return strings, true
}
