package lanward

import (
	"context"
	"testing"
	"time"
)

// deviceWithPage gives a device without sockets that one page has paired with.
func deviceWithPage(t *testing.T) (d *Device, page Identity, peer string) {
	t.Helper()
	store, page := must(OpenStore(t.TempDir())), must(NewIdentity())
	pairing := must(store.Add(Pairing{Name: "Page", Fingerprint: page.Fingerprint(), WasPage: true}))
	d = &Device{store: store, config: Config{Name: "Device", Type: "camera", Port: DoorPort}, sessions: map[*Session]bool{}, pairing: map[*visit]bool{}, door: newDoor()}
	return d, page, pairing.ID
}

// begin gives a session of a device whose handshakes are finished, and the page's side of it.
func begin(t *testing.T, d *Device, page Identity, peer string) (*Session, *association) {
	t.Helper()
	own := d.store.Identity
	atDevice, atPage, err := meet(t, own, page, own.Fingerprint(), page.Fingerprint())
	if err != nil {
		t.Fatal(err)
	}
	return newSession(d, peer, false, atDevice), atPage
}

func hello(d *Device) Hello { return Hello{Name: d.config.Name, Device: d.about()} }

// receives waits for a message, and says whether it was of this type.
func receives[T any](t *testing.T, a *association) {
	t.Helper()
	message, err := a.receive(make([]byte, maxMessage+1))
	if _, ok := message.(T); err != nil || !ok {
		t.Fatalf("got %T, %v", message, err)
	}
}

func ends(t *testing.T, session *Session) {
	t.Helper()
	began := time.Now()
	select {
	case <-session.Done():
		t.Logf("ended after %v", time.Since(began))
	case <-time.After(5 * time.Second):
		t.Fatal("the session goes on")
	}
}

func TestAPeerThatTakesNothingHoldsUpNoEnd(t *testing.T) {
	ways := map[string]func(*Session, context.CancelFunc){
		"revoked": func(session *Session, _ context.CancelFunc) { session.End(Revoke{}) },
		"closing": func(_ *Session, stop context.CancelFunc) { stop() },
	}
	for way, end := range ways {
		t.Run(way, func(t *testing.T) {
			d, page, peer := deviceWithPage(t)
			session, _ := begin(t, d, page, peer)
			ctx, stop := context.WithCancel(context.Background())
			defer stop()
			go session.run(ctx, hello(d))

			// Nothing is read at the page, so its window fills, and the next message waits for ever.
			channel := must(session.Open("full"))
			for err := error(nil); err == nil; {
				_ = channel.SetWriteDeadline(time.Now().Add(time.Second))
				_, err = channel.WriteDataChannel(make([]byte, maxChannelMessage), false)
			}
			go end(session, stop)
			ends(t, session)
		})
	}
}

func TestAPeerThatWasRevokedDuringTheHandshakeIsNotServed(t *testing.T) {
	d, page, peer := deviceWithPage(t)
	session, atPage := begin(t, d, page, peer)
	d.config.Opened = func(*Session) { t.Error("was served") }
	if err := d.Revoke(peer); err != nil {
		t.Fatal(err)
	}
	go d.runSession(context.Background(), session, hello(d))
	receives[Revoke](t, atPage)
	ends(t, session)
}

func TestAPeerThatRevokesEndsAllItsSessions(t *testing.T) {
	d, page, peer := deviceWithPage(t)
	var sessions []*Session
	var pages []*association
	for range 2 {
		session, atPage := begin(t, d, page, peer)
		go d.runSession(context.Background(), session, hello(d))
		receives[Hello](t, atPage)
		sessions, pages = append(sessions, session), append(pages, atPage)
	}
	go pages[0].send(Revoke{})
	receives[Revoke](t, pages[1])
	for _, session := range sessions {
		ends(t, session)
	}
	equal(t, "pairings", len(d.store.All()), 0)
}
