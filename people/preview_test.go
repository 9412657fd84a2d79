package people

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// effect gives the number of an effect in words, -1 if it is not there.
func effect(all []Effect, words string) int64 {
	for _, e := range all {
		if e.Words(nil) == words {
			return e.Count
		}
	}
	return -1
}

func TestPreviewSaysExactlyWhatSavingDoes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		today := w.boss.Who().Today
		owner, other := w.owner(w.account, "Ana Peeters"), w.owner(w.account, "Bo Claes")
		quay, lake := w.house(w.account, "Quay 1", owner), w.house(w.account, "Lake 1", owner, other)
		for i := range 23 {
			w.stay(w.account, quay, fmt.Sprintf("Guest %02d", i), today.Add(7*i))
		}
		w.stay(w.account, lake, "Lena", today)
		w.stay(w.account, w.house(w.account, "Not hers", other), "Stranger", today)
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example")

		form := onClient(owner, "calendar", "guest-name")
		p, err := w.Preview(ctx, w.boss, ana.ID, Change{Create: &form})
		w.must(err)
		for words, want := range map[string]int64{"see property": 2, "see booking": 24, "see guest name of booking": 24, "see contact info of booking": -1, "edit booking": -1} {
			if got := effect(p.Gained, words); got != want {
				t.Errorf("gains %d of %q, want %d", got, words, want)
			}
		}
		if len(p.Lost) != 0 {
			t.Errorf("loses %+v", p.Lost)
		}
		at := slices.IndexFunc(p.Gained, func(e Effect) bool { return e.Words(nil) == "see booking" })
		rows := p.Gained[at].Rows
		if len(rows) != listed || rows[0].Title == "" || rows[0].Day.IsZero() {
			t.Errorf("lists %d rows, the first %+v", len(rows), rows[0])
		}

		g, err := w.CreateGrant(ctx, w.boss, ana.ID, form)
		w.must(err)
		if n := w.count(w.viewer(ana), "booking b", access.Booking, access.GroupGuest); n != 24 {
			t.Errorf("sees %d guests once saved", n)
		}

		fewer := onHouses([]string{"calendar", "contact"}, lake)
		p, err = w.Preview(ctx, w.boss, ana.ID, Change{Edit: g.ID, To: &fewer})
		w.must(err)
		for words, want := range map[string]int64{"see property": 1, "see booking": 23, "see guest name of booking": 24} {
			if got := effect(p.Lost, words); got != want {
				t.Errorf("loses %d of %q, want %d", got, words, want)
			}
		}
		if got := effect(p.Gained, "see contact info of booking"); got != 1 {
			t.Errorf("gains %d contacts", got)
		}

		p, err = w.Preview(ctx, w.boss, ana.ID, Change{Delete: g.ID})
		w.must(err)
		q, err := w.Preview(ctx, w.boss, ana.ID, Change{Leave: true})
		w.must(err)
		for _, all := range []Preview{p, q} {
			if effect(all.Lost, "see booking") != 24 || len(all.Gained) != 0 {
				t.Errorf("taking all away: %+v", all)
			}
		}

		p, err = w.Preview(ctx, w.boss, ana.ID, Change{Admin: true, HideReports: true})
		w.must(err)
		if effect(p.Gained, "see booking") != 1 || effect(p.Gained, "edit booking") != 25 || effect(p.Gained, "run report") != -1 {
			t.Errorf("admin access: %+v", p.Gained)
		}
		p, err = w.Preview(ctx, w.boss, ana.ID, Change{Create: &form})
		w.must(err)
		if !p.Nothing() {
			t.Errorf("the same again changes %+v", p)
		}
	})
}

func TestPreviewTellsTheReaderNothingNew(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		owner, other := w.owner(w.account, "Customer"), w.owner(w.account, "Other")
		mine, theirs := w.house(w.account, "Mine", owner), w.house(w.account, "Secret", other)
		mia := w.viewer(w.join(w.account, "Mia Master", "mia@customer.example", GrantForm{Role: "master-admin", On: "client", Of: []id.ID{owner}}))
		bob := w.join(w.account, "Bob", "bob@customer.example", GrantForm{Role: "site-manager", On: "property", Of: []id.ID{mine, theirs}})
		w.belongs(bob, owner)
		_, err := w.Preview(ctx, mia, bob.ID, Change{Leave: true})
		w.refused(err, fault.Forbidden)
		var p Preview
		bobs := w.viewer(bob)
		w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
			p, err = w.compare(ctx, tx, mia, bobs, w.asMember(mia, bob, nil), 0)
			return err
		}))
		if effect(p.Lost, "see property") != 1 || strings.Contains(fmt.Sprintf("%+v", p), "Secret") {
			t.Errorf("a customer's admin reads %+v", p)
		}
		form := onHouses(nil, theirs)
		if _, err := w.Preview(ctx, mia, bob.ID, Change{Create: &form}); err == nil {
			t.Error("previewed what she may not give")
		}
		_, err = w.Preview(ctx, w.boss, bob.ID, Change{Delete: id.New()})
		w.refused(err, fault.Missing)
		_, err = w.Preview(ctx, w.boss, id.New(), Change{Leave: true})
		w.refused(err, fault.Missing)
	})
}

func TestWhy(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		quay, lake := w.house(w.account, "Quay 1"), w.house(w.account, "Lake 1")
		seen, unseen := w.stay(w.account, quay, "Gerda Gast", w.boss.Who().Today), w.stay(w.account, lake, "Secret", w.boss.Who().Today)
		ana := w.join(w.account, "Ana Peeters", "ana@owner.example", onHouses([]string{"calendar"}, quay))
		self := w.viewer(ana)
		for _, c := range []struct {
			name          string
			group         access.Group
			record        id.ID
			admin, person string
		}{
			{"what shows", 0, seen, "access “Portal access to Quay 1: view calendar”", "Your access lets you"},
			{"a switch that is off", access.GroupGuest, seen, "“View guest name” is off", "switch on “View guest name”"},
			{"another house", 0, unseen, "that access is on others", "There is nothing here"},
		} {
			why, err := w.Why(ctx, w.boss, Question{Member: ana.ID, Thing: access.Booking, Record: c.record, Group: c.group})
			w.must(err)
			if !strings.Contains(why.Admin(nil), c.admin) || !strings.Contains(why.Person(nil), c.person) || !strings.Contains(why.Admin(nil), "policy.txt:") {
				t.Errorf("%s:\n%s\n%s", c.name, why.Admin(nil), why.Person(nil))
			}
		}
		why, err := w.Why(ctx, self, Question{Member: ana.ID, Thing: access.Booking, Record: seen, Group: access.GroupGuest})
		w.must(err)
		if why.Decision != access.Denied || !strings.Contains(why.Person(nil), "View guest name") || why.Admin(nil) != "" || len(why.Causes)+len(why.Grants) != 0 {
			t.Errorf("she is told %+v", why)
		}
		for name, q := range map[string]Question{
			"what she may not know of": {Member: ana.ID, Thing: access.Booking, Record: unseen},
			"what does not exist":      {Member: ana.ID, Thing: access.Booking, Record: id.New()},
			"a thing nobody keeps":     {Member: ana.ID, Thing: access.Lease, Record: seen},
			"somebody else":            {Member: w.admin.ID, Thing: access.Booking, Record: seen},
		} {
			if _, err := w.Why(ctx, self, q); err == nil || err.Error() != fault.NotFound("people.Why").Error() {
				t.Errorf("asked about %s: %v", name, err)
			}
		}
		w.must(w.Deactivate(ctx, w.boss, ana.ID))
		why, err = w.Why(ctx, w.boss, Question{Member: ana.ID, Thing: access.Booking, Record: seen})
		w.must(err)
		if why.Decision != access.Missing || !strings.Contains(why.Admin(nil), "switched off") {
			t.Errorf("of somebody deactivated: %+v", why)
		}
	})
}
