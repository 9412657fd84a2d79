package people

import (
	"context"
	"slices"
	"strings"
	"testing"

	"keyhouse/fault"
)

// What an account says of itself is its Admin's; the operator's own address is
// nobody else's.
func TestEditingTheAccount(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		manager, err := w.Join(ctx, w.account.ID, NewMember{Name: "Mo", Email: "mo@quay.example", Password: rightPassword, Kind: Staff, Grants: []GrantForm{office("manager")}})
		w.must(err)
		w.open("rival", "Rex Rival", "rex@rival.example")
		a, shown, err := w.OwnAccount(ctx, w.boss)
		w.must(err)
		if !slices.Equal(shown, SectionsOfTemplate(a.Template)) {
			t.Errorf("shows %v", shown)
		}
		form := AccountForm{Name: "Quay & Sons", Slug: "quay-sons", Zone: "Europe/Paris", Currency: "GBP", Template: a.Template, Sections: shown}
		_, err = w.EditAccount(ctx, w.viewer(manager), form)
		w.refused(err, fault.Missing)
		_, _, err = w.OwnAccount(ctx, w.viewer(manager))
		w.refused(err, fault.Missing)
		_, err = w.EditAccount(ctx, w.boss, AccountForm{Name: " ", Slug: "Q", Zone: "Local", Currency: "coins", Template: "zoo", Sections: []string{"casino"}})
		w.refused(err, fault.Invalid)
		for _, field := range []string{"name", "slug", "zone", "currency", "template", "section"} {
			if fault.ByField(err)[field] == "" {
				t.Errorf("nothing is said about %s", field)
			}
		}
		taken := form
		taken.Slug = "rival"
		_, err = w.EditAccount(ctx, w.boss, taken)
		w.refused(err, fault.Conflict)
		is, err := w.EditAccount(ctx, w.boss, form)
		w.must(err)
		token := w.signIn("alma@quay.example")
		if got := w.actor(token).Account; got.Name != "Quay & Sons" || got.Slug != "quay-sons" || got.Zone != "Europe/Paris" || got.Version != is.Version {
			t.Errorf("%+v", got)
		}
		if w.trailOf(w.account.ID, "account changed") != 1 {
			t.Error("it does not stand in the trail")
		}

		// The address that the operator named is the system account's alone.
		w.systemAccount = "ops"
		form.Slug = "ops"
		_, err = w.EditAccount(ctx, w.boss, form)
		w.refused(err, fault.Conflict)
		w.systemAccount = "quay-sons"
		form.Slug = "quay"
		_, err = w.EditAccount(ctx, w.boss, form)
		w.refused(err, fault.Conflict)
		form.Slug, form.Name = "quay-sons", "Quay"
		_, err = w.EditAccount(ctx, w.boss, form)
		w.must(err)
	})
}

// A template brings its sections; each can be switched, and is only led to.
func TestTemplatesAndSections(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		for _, template := range Templates {
			sections := SectionsOfTemplate(template)
			if len(sections) == 0 || !slices.IsSorted(sections) || len(OfferedRoles(Account{Template: template, Plan: Enterprise})) == 0 {
				t.Errorf("%s begins with %v", template, sections)
			}
			for _, r := range OfferedRoles(Account{Template: template, Plan: Enterprise}) {
				if !slices.Contains(GrantableRoles(), r) {
					t.Errorf("%s offers %s, which nobody can give", template, r)
				}
			}
			for _, s := range sections {
				if !slices.Contains(Sections, s) {
					t.Errorf("%s shows %s, which there is not", template, s)
				}
			}
		}
		if slices.Contains(OfferedRoles(Account{Template: "letting-office", Plan: Pro}), "landlord") {
			t.Error("Pro is offered landlords")
		}
		shown := func() string {
			a, _, err := w.OwnAccount(ctx, w.boss)
			w.must(err)
			got, err := w.SectionsOf(ctx, a)
			w.must(err)
			return strings.Join(got, " ")
		}
		edit := func(template string, sections ...string) {
			a, _, err := w.OwnAccount(ctx, w.boss)
			w.must(err)
			_, err = w.EditAccount(ctx, w.boss, AccountForm{Name: a.Name, Slug: a.Slug, Zone: a.Zone, Currency: a.Currency, Template: template, Sections: sections})
			w.must(err)
		}
		rentals := SectionsOfTemplate("holiday-rentals")
		edit("holiday-rentals", rentals...)
		edit("bookkeeping", rentals...) // another trade, nothing chosen with it
		if shown() != "imports owners statements" {
			t.Errorf("shows %s", shown())
		}
		edit("bookkeeping", "owners", "calendar")
		if shown() != "calendar owners" {
			t.Errorf("shows %s", shown())
		}
		edit("service-desk", "owners")
		if shown() != "owners" {
			t.Errorf("shows %s", shown())
		}
		edit("service-desk")
		if shown() != "" {
			t.Errorf("shows %s", shown())
		}
		if _, err := w.Settings(ctx, w.boss); err != nil { // what else was chosen stays readable
			t.Error(err)
		}
	})
}
