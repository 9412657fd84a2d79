package people

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// GrantForm is an access record as it is typed: the page's words, which ones it
// is on, and the last day it counts. Account and server need no ids.
type GrantForm struct {
	Role     string
	On       string  // account, client, property …
	Of       []id.ID // the client, business or vendor; for property the chosen ones
	Switches []string
	From     calendar.Date // zero: at once
	Until    calendar.Date // the last day; zero: no end
	Note     string
	Version  int64 // of the record being edited

	By *Actor // who gives, as proof of who they are; only high roles need it
}

// MaxChosen bounds how many properties one record may name. Who needs more is
// given all of them, or those of an owner.
const MaxChosen = 10_000

// grant checks a form against the page and reads it as a grant. What it is on
// must exist and be visible to who: a name that who may not know of is not found
// in the same words as one that does not exist.
func (s *Store) grant(ctx context.Context, tx *db.Tx, who *access.Viewer, form GrantForm) (access.Grant, error) {
	f := fault.Fields{Op: "people.Grant"}
	var g access.Grant
	var ok bool
	if g.Role, ok = access.ParseRole(form.Role); !ok || access.Page.Scopes(g.Role).Empty() {
		f.Bad("role", "Choose a role.")
		return g, f.Err()
	}
	if g.On, ok = access.ParseScope(form.On); !ok || !access.Page.Scopes(g.Role).Has(g.On) {
		f.Bad("scope", "This role can be given on: "+spelled(access.Page.Scopes(g.Role))+".")
		return g, f.Err()
	}
	g.Switches = readSwitches(&f, form.Switches)
	if err := s.readSpan(ctx, tx, who, &f, &g, form); err != nil {
		return g, err
	}
	if err := readOf(ctx, tx, who, &f, &g, form.Of); err != nil || f.Err() != nil {
		return g, errors.Join(err, f.Err())
	}
	return g, access.Page.Check(g)
}

func spelled[W interface {
	~uint8
	String() string
}](set access.Set[W]) string {
	var words []string
	for w := range set.All() {
		words = append(words, w.String())
	}
	return strings.Join(words, ", ")
}

func readSwitches(f *fault.Fields, words []string) access.SwitchSet {
	var set access.SwitchSet
	for _, w := range words {
		x, ok := access.ParseSwitch(w)
		if !ok {
			f.Bad("switches", "There is no such option.")
			continue
		}
		set = set.With(x)
	}
	return set
}

// readSpan turns days in the account's zone into moments.
func (s *Store) readSpan(ctx context.Context, tx *db.Tx, who *access.Viewer, f *fault.Fields, g *access.Grant, form GrantForm) error {
	a, err := AccountIn(ctx, tx, who.Account())
	if err != nil {
		return err
	}
	zone := s.zone(a.Zone)
	today := calendar.DateOf(s.now().In(zone))
	if !form.From.IsZero() {
		g.From = startOf(form.From, zone)
	}
	if form.Until.IsZero() {
		return nil
	}
	g.Until = startOf(form.Until.Add(1), zone)
	if form.Until < today {
		f.Bad("until", "This day is over. Choose today or a later one, or none.")
	}
	if !form.From.IsZero() && form.Until < form.From {
		f.Bad("until", "The last day lies before the first.")
	}
	return nil
}

func startOf(d calendar.Date, zone *time.Location) time.Time {
	y, m, day := d.Time().Date()
	return time.Date(y, m, day, 0, 0, 0, 0, zone).UTC()
}

// readOf checks which records the grant is to be on.
func readOf(ctx context.Context, tx *db.Tx, who *access.Viewer, f *fault.Fields, g *access.Grant, ids []id.ID) error {
	thing, needed := thingOf(g.On)
	if !needed {
		if len(ids) > 0 {
			f.Bad("of", "Access on the whole "+g.On.String()+" names nothing further.")
		}
		return nil
	}
	g.Of = slices.Clone(ids)
	slices.SortFunc(g.Of, id.ID.Compare)
	g.Of = slices.Compact(g.Of)
	switch {
	case len(g.Of) == 0:
		f.Bad("of", "Choose what this access is on.")
		return nil
	case g.On != access.OnProperty && len(g.Of) > 1:
		f.Bad("of", "Choose one. For several, make several access records.")
		return nil
	case len(g.Of) > MaxChosen:
		f.Bad("of", "These are too many to choose one by one. Give access to all properties, or by owner.")
		return nil
	}
	known, err := named(ctx, tx, who, thing, g.Of)
	if err != nil {
		return err
	}
	if len(known) != len(g.Of) {
		f.Bad("of", "One of these does not exist, or is not shown to you.")
		return nil
	}
	one := []access.Grant{*g}
	if g.On == access.OnProperty {
		g.Properties = g.Of
		return nil
	}
	err = reachOf(ctx, tx, who.Account(), one, who.Who().Today)
	g.Properties = one[0].Properties
	return err
}
