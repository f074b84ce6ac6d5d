package lanward

import "testing"

func TestAPeerIsFoundByItsIdOrItsNameAlone(t *testing.T) {
	store := must(OpenStore(t.TempDir()))
	victim := must(store.Add(Pairing{Name: "Kitchen", Fingerprint: Fingerprint{2}}))
	stranger := must(store.Add(Pairing{Name: "Hall", Fingerprint: Fingerprint{1}}))
	equal(t, "by id", must(store.Find(victim.ID)), victim)
	equal(t, "by name", must(store.Find("Kitchen")), victim)

	rename := func(peer, name string) {
		t.Helper()
		if err := store.Update(peer, func(p *Pairing) { p.Name = name }); err != nil {
			t.Fatal(err)
		}
	}
	rename(stranger.ID, "Kitchen")
	if found, err := store.Find("Kitchen"); err == nil {
		t.Errorf("a name that two have gives %v", found)
	}
	// The stranger's name is the victim's id, before and after the victim is gone; it stands first in the store.
	if err := store.Remove(victim.ID); err != nil {
		t.Fatal(err)
	}
	rename(stranger.ID, victim.ID)
	if found, err := store.Find(victim.ID); err == nil {
		t.Errorf("the id of a peer that is gone gives %v", found)
	}
	victim = must(store.Add(victim))
	equal(t, "by id", must(store.Find(victim.ID)), victim)
	got, _ := store.Get(victim.ID)
	equal(t, "by id alone", got, victim)
}
