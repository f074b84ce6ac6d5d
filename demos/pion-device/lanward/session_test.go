package lanward

import (
	"context"
	"testing"
	"time"
)

// pairedDevice gives the store of a device that one page has paired with.
func pairedDevice(t *testing.T) (device *Store, page Identity, peer string) {
	t.Helper()
	device, page = must(OpenStore(t.TempDir())), must(NewIdentity())
	pairing := must(device.Add(Pairing{Name: "Page", Fingerprint: page.Fingerprint(), WasPage: true}))
	return device, page, pairing.ID
}

func TestAPeerThatTakesNothingHoldsUpNoEnd(t *testing.T) {
	ways := map[string]func(*Session, context.CancelFunc){
		"revoked": func(session *Session, _ context.CancelFunc) { session.End(Revoke{}) },
		"closing": func(_ *Session, stop context.CancelFunc) { stop() },
	}
	for way, end := range ways {
		t.Run(way, func(t *testing.T) {
			store, page, peer := pairedDevice(t)
			atDevice, _, err := meet(t, store.Identity, page, store.Identity.Fingerprint(), page.Fingerprint())
			if err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(context.Background())
			defer stop()
			session := newSession(store, peer, false, atDevice, Handlers{})
			go session.run(ctx, Hello{Name: "Device", Device: &About{Type: "camera", Host: store.Host, Port: DoorPort}})

			// Nothing is read at the page, so its window fills, and the next message waits for ever.
			channel := must(session.Open("full"))
			for err == nil {
				_ = channel.SetWriteDeadline(time.Now().Add(time.Second))
				_, err = channel.WriteDataChannel(make([]byte, maxChannelMessage), false)
			}
			began := time.Now()
			go end(session, stop)
			select {
			case <-session.Done():
				t.Logf("ended after %v", time.Since(began))
			case <-time.After(5 * time.Second):
				t.Fatal("the session goes on")
			}
		})
	}
}
