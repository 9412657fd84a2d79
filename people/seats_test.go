package people

import (
	"context"
	"testing"
	"time"

	"keyhouse/db"
	"keyhouse/fault"
)

// A seat is kept between requests. Whatever changes under it, by whatever road,
// with or without counting a version up, is seen by the next request.
func TestAKeptSeatIsNeverOutdated(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		other, _ := w.open("harbour", "Alma Admin", "alma@quay.example")
		token, _, err := w.SignIn(ctx, "alma@quay.example", rightPassword, Client{Slug: w.account.Slug})
		w.must(err)
		first := w.actor(token)
		moment := db.Moment(w.clock().Add(time.Minute))
		person, member := first.Person.ID, db.Where("person_id = ?", first.Person.ID)
		for _, c := range []struct {
			name string
			set  db.Values
			do   func(*db.Tx, db.Values) (int64, error)
			see  func(*Actor) bool
		}{
			{"their name", db.Set("name", "Alma|Anew"), changePerson(ctx, person), func(a *Actor) bool { return a.Person.Name == "Alma|Anew" }},
			{"their address", db.Set("email", "a@quay.example"), changePerson(ctx, person), func(a *Actor) bool { return a.Member.Email == "a@quay.example" }},
			{"their time zone", db.Set("zone", "Asia/Tokyo"), changePerson(ctx, person), func(a *Actor) bool { return a.Person.Zone == "Asia/Tokyo" }},
			{"last use", db.Set("used_at", moment), changeSession(ctx, first), func(a *Actor) bool { return db.Moment(a.Session.UsedAt) == moment }},
			{"last proof", db.Set("proved_at", moment), changeSession(ctx, first), func(a *Actor) bool { return db.Moment(a.Session.ProvedAt) == moment }},
			{"the account's name", db.Set("name", "Anew"), func(tx *db.Tx, v db.Values) (int64, error) {
				return tx.Global("account").Update(ctx, db.ByID(w.account.ID), v)
			}, func(a *Actor) bool { return a.Account.Name == "Anew" }},
			{"their name here", db.Set("name", "Here"), func(tx *db.Tx, v db.Values) (int64, error) {
				return tx.Update(ctx, w.account.ID, "member", member, v)
			}, func(a *Actor) bool { return a.Member.Name == "Here" }},
			{"another account", db.Set("account_id", other.ID), changeSession(ctx, first), func(a *Actor) bool {
				return a.Account.ID == other.ID && a.Member.Account == other.ID && a.Viewer.Account() == other.ID
			}},
		} {
			w.actor(token)
			w.must(w.db.Write(ctx, func(tx *db.Tx) error {
				n, err := c.do(tx, c.set)
				if n != 1 {
					t.Errorf("%s: %d rows changed", c.name, n)
				}
				return err
			}))
			if a := w.actor(token); !c.see(a) {
				t.Errorf("%s: the next request has %+v", c.name, a)
			}
		}
		w.must(w.db.Write(ctx, func(tx *db.Tx) error {
			_, err := changeSession(ctx, first)(tx, db.Set("pending", PendingCode))
			return err
		}))
		_, err = w.Session(ctx, token)
		w.refused(err, fault.SignedOut)
	})
}

func changePerson(ctx context.Context, person any) func(*db.Tx, db.Values) (int64, error) {
	return func(tx *db.Tx, v db.Values) (int64, error) {
		return tx.Global("person").Update(ctx, db.ByID(person), v)
	}
}

func changeSession(ctx context.Context, a *Actor) func(*db.Tx, db.Values) (int64, error) {
	return func(tx *db.Tx, v db.Values) (int64, error) {
		return tx.Global("session").Update(ctx, db.ByID(a.Session.ID), v)
	}
}

// What one caller does to an actor is not what the next one is given.
func TestActorsAreNotShared(t *testing.T) {
	each(t, func(_ *testing.T, w *world) {
		token := w.signIn("alma@quay.example")
		for range 3 {
			a := w.actor(token)
			if a.Person.Name != "Alma Admin" || a.Real != nil {
				w.t.Errorf("the next one is given %+v", a)
			}
			a.Person.Name, a.Real = "Somebody else", &Person{}
		}
	})
}

func TestOnlySoManySeatsAreKept(t *testing.T) {
	c := newSeats()
	for i := range maxSeats + 1 {
		_, hash := NewToken()
		c.keep(hash, seat{personGone: int64(i)})
	}
	if n := len(c.held); n > maxSeats || n < maxSeats/2 {
		t.Errorf("%d seats are kept", n)
	}
}
