package live_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/id"
	"keyhouse/live"
)

// node is a server of an installation: a hub at work. stop shuts it down in
// order; kill leaves behind what it wrote.
func node(t *testing.T, d *db.DB) (h *live.Hub, stop func()) {
	t.Helper()
	h = live.NewHub(d, live.Options{Poll: 20 * time.Millisecond})
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() { defer close(over); h.Run(ctx) }()
	stop = func() { cancel(); <-over }
	t.Cleanup(stop)
	return h, stop
}

// signedIn writes a session as signing in does.
func signedIn(t *testing.T, d *db.DB, account, person id.ID) id.ID {
	t.Helper()
	session := id.New()
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		ctx := context.Background()
		if _, err := tx.Global("person").Ensure(ctx, db.Set("id", person), db.Set("email", "").Set("email_key", person.String()).Set("name", "").
			Set("password_hash", "").Set("zone", "").Set("locale", "").Set("failed_count", 0).Set("created_at", 0)); err != nil {
			return err
		}
		return tx.Global("session").Insert(ctx, db.Set("token_hash", session[:]).Set("id", session).Set("person_id", person).Set("account_id", account).
			Set("kind", "browser").Set("method", "password").Set("ip", "").Set("agent", "").
			Set("created_at", 0).Set("used_at", 0).Set("expires_at", time.Now().Add(time.Hour)))
	})
	if err != nil {
		t.Fatal(err)
	}
	return session
}

func connected(t *testing.T, d *db.DB, account id.ID, persons ...id.ID) string {
	t.Helper()
	var at map[id.ID][]string
	err := d.Read(context.Background(), func(tx *db.Tx) (err error) {
		at, err = live.Connected(context.Background(), tx, account, persons)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	said := ""
	for i, p := range persons {
		if at[p] != nil {
			said += fmt.Sprintf("%d%v", i, at[p])
		}
	}
	return said
}

// until waits for something that happens by itself.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 1500 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("it never came to be that %s", what)
}

func TestWhoIsConnected(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first, stop := node(t, d)
		second, _ := node(t, d)
		house, other, ann, bob := id.New(), id.New(), id.New(), id.New()
		watcher := second.Open(live.Owner{Session: signedIn(t, d, house, bob), Person: bob, Account: house, IP: "192.0.2.9", Wants: []string{live.Present}})
		session := signedIn(t, d, house, ann)
		open := func(h *live.Hub, ip string) *live.Channel {
			return h.Open(live.Owner{Session: session, Person: ann, Account: house, IP: ip})
		}
		says := func(want string) func() bool {
			return func() bool { return connected(t, d, house, ann, bob) == want }
		}
		page := open(first, "192.0.2.1")
		until(t, "both are there", says("0[192.0.2.1]1[192.0.2.9]"))
		<-watcher.Ready() // and the other node's pages were told

		// From one page to the next is no coming and going.
		page.Close()
		page = open(first, "192.0.2.1")
		phone := open(second, "198.51.100.7")
		until(t, "she has two addresses", says("0[192.0.2.1 198.51.100.7]1[192.0.2.9]"))
		phone.Close()
		until(t, "one is left", says("0[192.0.2.1]1[192.0.2.9]"))
		if got := connected(t, d, other, ann, bob); got != "" {
			t.Errorf("in another account they are %s", got)
		}

		// A session that ends takes its page with it at once.
		first.Deliver(live.EndSession(session))
		until(t, "she is gone", says("1[192.0.2.9]"))
		_ = page

		// A node that is shut down takes its people along.
		open(first, "192.0.2.1")
		until(t, "she is back", says("0[192.0.2.1]1[192.0.2.9]"))
		stop()
		until(t, "she is gone with the node", says("1[192.0.2.9]"))
	})
}

// Who is logged in as somebody is there; the other one is not.
func TestWhoIsLoggedInAsSomebodyIsThereThemselves(t *testing.T) {
	d := dbtest.SQLite(t)
	h, _ := node(t, d)
	house, ann, boss := id.New(), id.New(), id.New()
	h.Open(live.Owner{Session: signedIn(t, d, house, ann), Person: ann, Real: boss, Account: house, IP: "192.0.2.1"})
	until(t, "the boss is there", func() bool { return connected(t, d, house, ann, boss) == "1[192.0.2.1]" })
}

// The people of a node that was killed vanish when its lease runs out; a node
// that was only held up writes its people down again.
func TestAKilledNodesPeopleVanish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		house, ann, bob := id.New(), id.New(), id.New()
		session, dead := signedIn(t, d, house, ann), id.New()
		err := d.Write(context.Background(), func(tx *db.Tx) error { // what a killed node leaves
			ctx := context.Background()
			if err := tx.Global("node").Insert(ctx, db.Set("id", dead).Set("until_at", time.Now().Add(500*time.Millisecond))); err != nil {
				return err
			}
			return tx.Global("presence").Insert(ctx, db.Set("id", id.New()).Set("node_id", dead).Set("account_id", house).Set("person_id", ann).
				Set("session_id", session).Set("ip", "192.0.2.1").Set("since_at", 0))
		})
		if err != nil {
			t.Fatal(err)
		}
		h, _ := node(t, d)
		watcher := h.Open(live.Owner{Session: signedIn(t, d, house, bob), Person: bob, Account: house, IP: "192.0.2.9", Wants: []string{live.Present}})
		until(t, "only the living are there", func() bool { return connected(t, d, house, ann, bob) == "1[192.0.2.9]" })
		<-watcher.Ready()

		// Taken for dead by mistake.
		err = d.Write(context.Background(), func(tx *db.Tx) error {
			if _, err := tx.Global("presence").Delete(context.Background(), db.Where("person_id = ?", bob)); err != nil {
				return err
			}
			_, err := tx.Global("node").Delete(context.Background(), db.Where("until_at > ?", 0))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		until(t, "it is back", func() bool { return connected(t, d, house, ann, bob) == "1[192.0.2.9]" })
	})
}
