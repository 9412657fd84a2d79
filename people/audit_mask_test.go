package people

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"keyhouse/access"
	"keyhouse/fault"
	"keyhouse/sheet"
)

// latest gives the latest entry with its values, as who may see it.
func (w *world) latest(who *access.Viewer, f TrailFilter) TrailEntry {
	w.t.Helper()
	ctx := context.Background()
	p, err := w.Trail(ctx, who, f)
	w.must(err)
	if len(p.Rows) == 0 {
		w.t.Fatalf("no entry for %+v", f)
	}
	e, err := w.TrailEntry(ctx, who, p.Rows[0].ID)
	w.must(err)
	return e
}

// TestX4PartsShowAsTheRecordDoes: who does not see a part of a record reads
// nothing of it in the trail – on the screen of one entry, in the record's
// history, in an export –, and who does not see the record not even its name.
func TestX4PartsShowAsTheRecordDoes(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		ana, err := w.CreatePortalUser(ctx, w.boss, "Ana Peeters", "ana@owner.example")
		w.must(err)
		w.must(errOf(w.EditMember(ctx, w.boss, ana.ID, "Ana Maria Peeters", ana.Version)))
		all := TrailFilter{Record: ana.ID, Act: access.Add.String()}
		if e := w.latest(w.boss, all); !strings.Contains(e.said(nil), "ana@owner.example") || !strings.Contains(e.said(nil), "Ana Peeters") || e.Title == "" {
			t.Fatalf("the admin reads %s, %+v", e.said(nil), e)
		}
		for _, c := range []struct {
			name         string
			cut          access.Cut
			shows, hides []string
			title        bool
		}{
			{"without contact", access.Cut{Groups: access.SetOf(access.GroupName, access.GroupText)}, []string{"Ana Peeters", "contact info: not shown"}, []string{"ana@owner"}, true},
			{"the trail alone", access.Cut{Things: access.SetOf(access.Audit)}, []string{"name: not shown", "contact info: not shown"}, []string{"ana@owner", "Peeters", "portal user"}, false},
		} {
			who := w.boss.Cut(c.cut)
			e := w.latest(who, all)
			history, err := w.History(ctx, who, 10, ana.ID)
			w.must(err)
			var file bytes.Buffer
			to := sheet.CSV(&file, false)
			w.must(w.ExportTrail(ctx, w.boss.Cut(c.cut), TrailFilter{Record: ana.ID}, to))
			w.must(to.Close())
			first := history[len(history)-1]
			for road, text := range map[string]string{"the entry": e.said(nil) + e.Title + e.Detail, "the history": first.said(nil) + first.Title + first.Detail, "the export": file.String()} {
				for _, word := range c.shows {
					if !strings.Contains(text, word) {
						t.Errorf("%s: %s does not say %q: %s", c.name, road, word, text)
					}
				}
				for _, word := range c.hides {
					if strings.Contains(text, word) {
						t.Errorf("%s: %s says %q: %s", c.name, road, word, text)
					}
				}
			}
			if (e.Title != "") != c.title {
				t.Errorf("%s: called %q", c.name, e.Title)
			}
		}
	})
}

// TestX4EveryChangeSaysBeforeAndAfter: what an account, its people and their ways
// to sign in are changed from and to, and never a password.
func TestX4EveryChangeSaysBeforeAndAfter(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		w.must(errOf(w.EditAccount(ctx, w.boss, AccountForm{Name: "Quay & Sons", Slug: "quay", Zone: "UTC", Currency: "EUR", Template: w.account.Template, Sections: []string{"bookings"}})))
		w.said(TrailFilter{Thing: access.Account, Act: "edit"}, "Name: Quay Lettings → Quay & Sons", "Time zone: Europe/Brussels → UTC")

		w.must(w.Suspend(ctx, w.account.ID, "The bill of May is unpaid"))
		w.must(w.Resume(ctx, w.account.ID, "paid"))
		w.said(TrailFilter{Thing: access.Account, Act: "suspend"}, "State: suspended → active", "Suspended because: The bill of May is unpaid → ")

		w.must(w.ChooseSettings(ctx, w.boss, Settings{QuietLogInAs: true}))
		w.said(TrailFilter{Thing: access.Setting}, "Tells people by mail who was logged in as them: yes → no")

		self := w.actor(w.signIn("alma@quay.example"))
		w.must(w.ChangePlan(ctx, self, w.account.ID, Pro))
		w.said(TrailFilter{Thing: access.Plan}, "Plan: Enterprise → Pro")

		w.must(w.SaveProfile(ctx, self, Profile{Name: "Alma Maria Admin", Zone: "Europe/Lisbon"}))
		w.said(TrailFilter{Thing: access.Profile}, "Name: Alma Admin → Alma Maria Admin", "Time zone:  → Europe/Lisbon")

		_, token, err := w.MakeToken(ctx, self, TokenForm{Name: "sheet", Days: 7, ReadOnly: true})
		w.must(err)
		w.said(TrailFilter{Thing: access.Token, Act: "add"}, "Name:  → sheet", "Only reads:  → yes")
		w.must(w.RevokeToken(ctx, self, token.ID))
		w.said(TrailFilter{Thing: access.Token, Act: "delete"}, "Name: sheet → ")

		mo := w.join(w.account, "Mo Manager", "mo@quay.example")
		if m, err := w.PortalUser(ctx, w.boss, mo.ID); err != nil || m.Kind != Portal {
			t.Fatalf("%+v, %v", m, err)
		}
		w.must(errOf(w.CreateGrant(ctx, w.boss, mo.ID, GrantForm{Role: "manager", On: "account"})))
		w.said(TrailFilter{Record: mo.ID, Act: "edit"}, "Kind: portal → staff")

		w.must(w.SetPassword(ctx, self, mo.ID, "rain over the quay"))
		w.must(w.ChangePassword(ctx, self, rightPassword, "sun over the quay"))
		var file bytes.Buffer
		to := sheet.CSV(&file, false)
		w.must(w.ExportTrail(ctx, w.boss, TrailFilter{}, to))
		w.must(to.Close())
		for _, never := range []string{"rain over", "sun over", rightPassword, "argon2"} {
			if strings.Contains(file.String(), never) {
				t.Errorf("the trail says %q", never)
			}
		}
	})
}

// said demands that the latest such entry says these changes.
func (w *world) said(f TrailFilter, want ...string) {
	w.t.Helper()
	e := w.latest(w.boss, f)
	for _, s := range want {
		if !strings.Contains(e.said(nil)+"; ", s+"; ") {
			w.t.Errorf("%+v says %q, want %q", f, e.said(nil), s)
		}
	}
}

// TestX4RefusedChangesOfPeopleAreInTheTrail: the calls that nobody but an Admin
// makes, made by a Manager.
func TestX4RefusedChangesOfPeopleAreInTheTrail(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		mo := w.join(w.account, "Mo Manager", "mo@quay.example", GrantForm{Role: "manager", On: "account"})
		self := w.actor(w.signIn("mo@quay.example"))
		who := self.Viewer
		other, _ := w.open("dune", "Dirk Duine", "dirk@dune.example")
		for name, try := range map[string]func() error{
			"add member": func() error { return errOf(w.CreatePortalUser(ctx, who, "Ana Peeters", "ana@owner.example")) },
			"edit account": func() error {
				return errOf(w.EditAccount(ctx, who, AccountForm{Name: "Mine", Slug: "mine", Zone: "UTC", Currency: "EUR", Template: w.account.Template}))
			},
			"edit setting":      func() error { return w.ChooseSettings(ctx, who, Settings{QuietLogInAs: true}) },
			"reset member":      func() error { return w.SetPassword(ctx, self, w.admin.ID, "rain over the quay") },
			"deactivate member": func() error { return w.Deactivate(ctx, who, w.admin.ID) },
			"edit plan":         func() error { return w.ChangePlan(ctx, self, w.account.ID, Pro) },
			"suspend account":   func() error { return w.SuspendAccount(ctx, self, other.ID, "because") },
			"add account": func() error {
				return errOf(w.OpenAccount(ctx, self, NewAccount{Slug: "more", Name: "More", Template: w.account.Template, Plan: Pro, AdminName: "Mo", AdminEmail: "mo@quay.example"}))
			},
			"read account":       func() error { return errOf(w.SystemAccountOf(ctx, who, other.ID)) },
			"impersonate member": func() error { return errOf(w.ViewAs(ctx, who, w.admin.ID)) },
			"read session":       func() error { return errOf(w.WatchedSessions(ctx, who)) },
			"read audit":         func() error { return errOf(w.Trail(ctx, who, TrailFilter{})) },
			"export audit":       func() error { return w.ExportTrail(ctx, who, TrailFilter{}, sheet.CSV(new(bytes.Buffer), false)) },
			"add grant": func() error {
				return errOf(w.CreateGrant(ctx, who, w.admin.ID, GrantForm{Role: "manager", On: "account"}))
			},
		} {
			before := w.trail()
			if err := try(); !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Missing) {
				t.Errorf("%s: %v", name, err)
			}
			w.later.Wait()
			got := w.trail()[len(before):]
			if !slices.Equal(got, []string{"Mo Manager: " + name + ", denied"}) {
				t.Errorf("%s left %q", name, got)
			}
		}
		_ = mo
	})
}
