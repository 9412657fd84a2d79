package portfolio

import (
	"slices"
	"testing"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/people/trailtest"
)

// TestX4RefusedInThePortfolioIsInTheTrail: whatever somebody tries who may do
// nothing here stands in the trail once, whether the record is there or not; and
// so does what somebody tries who sees it and may look only.
func TestX4RefusedInThePortfolioIsInTheTrail(t *testing.T) {
	each(t, func(w *world) {
		w.tryAll(w.nobody(), w.ana.ID, access.Client)
		w.tryAll(w.nobody(), w.quay.ID, access.Property)
		w.tryAll(w.nobody(), id.New(), access.Client)
		w.tryAll(w.cleaner(w.quay), w.quay.ID, access.Property, "Property", "Units", "PickUnits", "SharesOfProperty", "ShareHistory", "Properties", "CountProperties")
		w.tryAll(w.frontDesk(), w.ana.ID, access.Client)
	})
}

// tryAll makes every call about a record as who, but those they may make.
func (w *world) tryAll(who *access.Viewer, record id.ID, t access.Thing, may ...string) {
	w.t.Helper()
	at := now
	clock := func() time.Time { return at }
	p := people.New(w.db, people.Options{Now: clock})
	asks := map[string]string{}
	for _, list := range []string{"Clients", "CountClients", "Cities", "Search", "PickClients", "PickProperties", "PickBusinesses", "Chosen"} {
		asks[list] = "a list that is empty for who may see none"
	}
	trailtest.Room{Store: New(w.db, p, Options{Now: clock}), People: p, DB: w.db, Who: who, Record: record, Tick: func() { at = at.Add(5 * time.Minute) },
		Args: map[string][]any{
			"Properties":       {PropertyFilter{Client: w.ben.ID}},
			"CountProperties":  {PropertyFilter{Client: w.ben.ID}},
			"ExportProperties": {PropertyFilter{}, nil},
			"ExportClients":    {ClientFilter{}, nil},
			"Notes":            {t, record},
			"AddNote":          {t, record, "hello"},
			"CreateClient":     {ClientForm{Name: "Cleo"}},
			"CreateProperty":   {PropertyForm{Name: "Cliff House"}},
			"CreateUnit":       {record, UnitForm{Name: "Attic"}},
			"Subscribe":        {record, "Tess", "tess@example.com"},
		},
		Asks: asks, Skip: func(name string) bool { return slices.Contains(may, name) }}.Walk(w.t)
}
