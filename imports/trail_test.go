package imports

import (
	"strings"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/portfolio"
)

// came tells by which import a record came in: whose files, "" if by none.
func (w *world) came(who *access.Viewer, record id.ID) string {
	w.t.Helper()
	all, err := w.people.History(ctx, who, 10, record)
	w.must(err)
	listed, err := w.people.Trail(ctx, who, people.TrailFilter{Record: record})
	w.must(err)
	said := ""
	for i, e := range all {
		if e.Brought {
			if i != len(all)-1 || !listed.Rows[len(listed.Rows)-1].Brought {
				w.t.Errorf("the import is not the first there was: %+v", all)
			}
			for _, p := range e.Parts {
				for _, c := range p.Changes {
					said += e.PersonName + ": " + c.After
				}
			}
		}
	}
	return said
}

// newest gives the ids of a kind's records, the newest last.
func (w *world) newest(from string) []id.ID {
	w.t.Helper()
	var all []id.ID
	w.must(w.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = db.All(ctx, tx, db.Select("x.id", from+" x").Everything(w.boss.Beyond("a test")).Order("x.id"), db.Scan1[id.ID])
		return err
	}))
	return all
}

// TestX4ARecordsHistoryBeginsWithItsImport: a record that came in by an import
// has no entry of its own, and its history said that nothing was noted. It shows
// the import, whoever and how many imported that day, and long after the report
// was forgotten; records made by hand show none.
func TestX4ARecordsHistoryBeginsWithItsImport(t *testing.T) {
	eachWorld(t, func(w *world) {
		mo := w.join("Mo Manager", "manager")
		bring := func(who *access.Viewer, kind, name, content string) *Run {
			r, err := w.Now(ctx, who, Order{Kind: kind, Files: []Upload{text(name, content)}, Mapping: guess(w.t, kind, content)})
			w.must(err)
			return r
		}
		bring(w.boss, Owners, "ana.csv", "Name\nAna Peeters\n")
		w.at.Add(int64(time.Minute))
		bring(mo, Owners, "ben.csv", "Name\nBen Maes\n")
		w.at.Add(int64(time.Minute))
		last := bring(w.boss, Owners, "carla.csv", "Name\nCarla Stern\n")
		w.at.Add(int64(time.Minute))
		_, err := w.portfolio.CreateClient(ctx, w.boss, portfolio.ClientForm{Kind: portfolio.Owner, Name: "Dora Hand"})
		w.must(err)
		w.at.Add(int64(time.Minute))
		bring(w.boss, Properties, "houses.csv", "Name,City\nQuay House,Antwerp\n")
		w.at.Add(int64(time.Minute))
		bring(w.boss, Bookings, "stays.csv", "Property,Arrival,Departure,Guest\nQuay House,2026-05-01,2026-05-04,Gerda Gast\n")
		w.must(w.DeleteRun(ctx, w.boss, last.ID))

		boss := w.boss.Who().Name
		for from, want := range map[string][]string{
			"client":   {boss + ": ana.csv", "Mo Manager: ben.csv", boss + ": carla.csv", ""},
			"property": {boss + ": houses.csv"},
			"booking":  {boss + ": stays.csv"},
		} {
			for i, record := range w.newest(from) {
				if got := w.came(w.boss, record); got != want[i] {
					t.Errorf("%s %d came by %q, want %q", from, i, got, want[i])
				}
				if all, err := w.people.History(ctx, mo, 10, record); err != nil || len(all) > 0 {
					t.Errorf("who may not read the trail reads %v, %v", all, err)
				}
				if all, err := w.people.History(ctx, w.rival, 10, record); err != nil || len(all) > 0 {
					t.Errorf("another company reads %v, %v", all, err)
				}
			}
		}

		// What happens to a record later stands before it.
		quay := w.newest("property")[0]
		p, err := w.portfolio.Property(ctx, w.boss, quay)
		w.must(err)
		_, err = w.portfolio.EditProperty(ctx, w.boss, quay, portfolio.PropertyForm{Name: "Quay House", City: "Ghent", Kind: p.Kind, Zone: p.Zone, Currency: p.Currency, Version: p.Version})
		w.must(err)
		all, err := w.people.History(ctx, w.boss, 10, quay)
		w.must(err)
		if len(all) != 2 || all[0].Act != "edit" || !all[1].Brought || !strings.Contains(all[1].Detail, "1 properties") {
			t.Errorf("%+v", all)
		}
		if f, err := w.people.VerifyTrail(ctx, w.boss.Account()); err != nil || len(f) > 0 {
			t.Errorf("%v, %v", f, err)
		}
	})
}
