package lanward

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
)

// Advert is what the TXT record of a device says (section 14). All of it is what somebody on the link says.
type Advert struct {
	Door        int
	Knocks      []string
	Fingerprint *Fingerprint // of visible devices
	Type        string       // of visible devices
	Resolvable  []byte       // of private devices: their resolvable id
	Pairing     bool
	Nameplate   int // 0: pairs, but not by code
}

const maxAdvert = 1_300

var (
	errAdvert  = errors.New("no advert of this protocol")
	smallText  = regexp.MustCompile(`^[1-9][0-9]{0,2}$`)
	knocksText = regexp.MustCompile(`^[a-z0-9]{1,8}(,[a-z0-9]{1,8}){0,15}$`)
	flagsText  = regexp.MustCompile(`^[a-z]{0,16}$`)
)

// TXT gives the strings of the record.
func (a Advert) TXT() []string {
	txt := []string{"txtvers=1", "door=" + strconv.Itoa(a.Door), "knocks=" + strings.Join(a.Knocks, ",")}
	if a.Fingerprint != nil {
		txt = append(txt, "fp="+strict64.EncodeToString(a.Fingerprint[:]), "ty="+a.Type)
	} else {
		txt = append(txt, "r="+strict64.EncodeToString(a.Resolvable))
	}
	if a.Pairing {
		txt = append(txt, "fl=p")
		if a.Nameplate != 0 {
			txt = append(txt, "np="+strconv.Itoa(a.Nameplate))
		}
	}
	return txt
}

// ParseAdvert reads the strings of a TXT record.
func ParseAdvert(txt []string) (Advert, error) {
	values, size := map[string]string{}, 0
	for i, text := range txt {
		size += 1 + len(text)
		key, value, valued := strings.Cut(text, "=")
		key = strings.ToLower(key)
		if _, twice := values[key]; twice || key == "" {
			continue
		}
		if i > 0 && key == "txtvers" || !valued && !isKnownKey(key) {
			continue
		}
		values[key] = value
	}
	if size > maxAdvert || len(txt) == 0 || values["txtvers"] != "1" {
		return Advert{}, errAdvert
	}
	return readAdvert(values)
}

func isKnownKey(key string) bool {
	return strings.Contains(" txtvers door knocks fp ty r fl np ", " "+key+" ")
}

func readAdvert(values map[string]string) (a Advert, err error) {
	ok := knocksText.MatchString(values["knocks"]) && flagsText.MatchString(values["fl"])
	a.Knocks = strings.Split(values["knocks"], ",")
	a.Pairing = strings.Contains(values["fl"], "p")
	a.Door, ok = small(values["door"], 255, ok)
	if nameplate, there := values["np"]; there {
		a.Nameplate, ok = small(nameplate, 999, ok && a.Pairing)
	}
	fp, visible := values["fp"]
	id, private := values["r"]
	a.Type = values["ty"]
	switch {
	case visible && !private:
		bytes, decoding := strict64.DecodeString(fp)
		ok = ok && decoding == nil && len(bytes) == len(Fingerprint{}) && typeText.MatchString(a.Type)
		if ok {
			fingerprint := Fingerprint(bytes)
			a.Fingerprint = &fingerprint
		}
	case private && !visible:
		a.Resolvable, err = strict64.DecodeString(id)
		ok = ok && err == nil && (len(a.Resolvable) == 8+16*4 || len(a.Resolvable) == 8+32*4)
	default:
		ok = false
	}
	if !ok {
		return Advert{}, errAdvert
	}
	return a, nil
}

func small(text string, most int, ok bool) (int, bool) {
	number, err := strconv.Atoi(text)
	return number, ok && err == nil && smallText.MatchString(text) && number <= most
}
