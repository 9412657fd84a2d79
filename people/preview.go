package people

import (
	"context"
	"fmt"
	"slices"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/words"
)

// Change is a change of somebody's access that has not been saved. Set one.
type Change struct {
	Create      *GrantForm
	Edit        id.ID // the record that To replaces
	To          *GrantForm
	Delete      id.ID
	Admin       bool // admin access, with HideReports or without
	HideReports bool
	Leave       bool // deactivate or delete the member
	Listed      int  // how many records to list of each effect, up to MostListed; 0 is the first few
}

// Preview is exactly what a change would gain and lose somebody, as far as the
// reader may know of it.
type Preview struct{ Gained, Lost []Effect }

// Nothing reports whether the change would change nothing that shows.
func (p Preview) Nothing() bool { return len(p.Gained) == 0 && len(p.Lost) == 0 }

// Effect is one thing that somebody could newly do, or no longer: see Group of
// the records, or do Verb to them if Group is zero. Of General ones there are
// no records to count, such as adding.
type Effect struct {
	Thing   access.Thing
	Verb    access.Verb
	Group   access.Group
	General bool
	Count   int64
	Rows    []ListedRow // the first of them
}

// Words say an effect without its number: "see guest name of booking", "edit block".
func (e Effect) Words(t *words.Tongue) string {
	thing := t.Word("thing", e.Thing.String())
	switch {
	case e.Group != 0:
		return t.Say("portal.effect-see-part", "part", t.Word("group", e.Group.String()), "thing", thing)
	case e.Verb == access.Read:
		return t.Say("portal.effect-see", "thing", thing)
	}
	return t.Say("portal.effect-do", "verb", t.Word("verb", e.Verb.String()), "thing", thing)
}

// Preview says what a change to a member's access would gain and lose them,
// counted and listed, before it is saved. A change that who may not make is the
// same fault as making it.
func (s *Store) Preview(ctx context.Context, who *access.Viewer, member id.ID, c Change) (Preview, error) {
	const op = "people.Preview"
	var p Preview
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		m, err := memberFor(ctx, tx, who, access.Read, member, op)
		if err != nil {
			return err
		}
		before, err := grantsOf(ctx, tx, m.Account, m.ID, who.Who().Today)
		if err != nil {
			return err
		}
		after, err := s.changed(ctx, tx, who, m, before, c)
		if err != nil {
			return err
		}
		p, err = s.compare(ctx, tx, who, s.asMember(who, m, before), s.asMember(who, m, after), c.Listed)
		return err
	})
	return p, s.Noted(ctx, who, Entry{Verb: access.Read, Thing: access.Member, Record: member}, err)
}

// asMember builds the viewer that m would be with these grants.
func (s *Store) asMember(who *access.Viewer, m Member, grants []access.Grant) *access.Viewer {
	as := access.Who{Account: m.Account, Person: m.Person, Member: m.ID, Name: m.Name, Today: who.Who().Today}
	return access.NewViewer(access.Page, as, grants, s.now())
}

// changed gives the grants m would have.
func (s *Store) changed(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, before []access.Grant, c Change) ([]access.Grant, error) {
	const op = "people.Preview"
	form, replaced, verb := c.Create, c.Delete, access.Delete
	switch {
	case c.Leave:
		return nil, s.mayRemove(ctx, tx, who, m, op)
	case c.To != nil:
		form, replaced, verb = c.To, c.Edit, access.Edit
	case c.Admin:
		admin := adminForm(c.HideReports)
		has, err := adminGrant(ctx, tx, m)
		if err != nil {
			return nil, err
		}
		form, replaced, verb = &admin, has, access.Edit
	}
	if !replaced.IsZero() {
		if _, err := s.grantFor(ctx, tx, who, verb, m, replaced, op); err != nil {
			return nil, err
		}
	}
	after := slices.DeleteFunc(slices.Clone(before), func(g access.Grant) bool { return g.ID == replaced })
	if form == nil {
		return after, nil
	}
	g, _, err := s.checked(ctx, tx, who, m, *form, op)
	return append(after, g), err
}

// mayRemove demands the right to switch a member off or to delete them.
func (s *Store) mayRemove(ctx context.Context, tx *db.Tx, who *access.Viewer, m Member, op string) error {
	if err := who.Permit(op, access.Deactivate, m.record()); err != nil {
		if err := who.Permit(op, access.Delete, m.record()); err != nil {
			return err
		}
	}
	return s.withinReach(ctx, tx, who, m)
}

// compare counts and lists what two viewers of the same person differ in.
func (s *Store) compare(ctx context.Context, tx *db.Tx, who, before, after *access.Viewer, most int) (Preview, error) {
	if most <= 0 {
		most = listed
	}
	most = min(most, MostListed)
	gained, lost := effects{tx: tx, who: who, store: s, most: most}, effects{tx: tx, who: who, store: s, most: most}
	for _, c := range access.Preview(before, after) {
		if err := gained.add(ctx, c, c.Gained); err != nil {
			return Preview{}, err
		}
		if err := lost.add(ctx, c, c.Lost); err != nil {
			return Preview{}, err
		}
	}
	return Preview{Gained: gained.found, Lost: lost.found}, nil
}

// effects gathers what turns out not to be empty. Many verbs and groups reach
// the same rows: those are counted once.
type effects struct {
	tx    *db.Tx
	who   *access.Viewer
	store *Store
	most  int
	found []Effect
	known map[string]Effect
}

func (e *effects) add(ctx context.Context, c access.Change, f access.Filter) error {
	if f.Nothing() {
		return nil
	}
	made := Effect{Thing: c.Thing, Verb: c.Verb, Group: c.Group}
	k, ok := e.store.kind(c.Thing)
	if !ok || c.Verb == access.Add {
		made.General = true
		if c.Group == 0 {
			e.found = append(e.found, made)
		}
		return nil
	}
	if err := e.count(ctx, k, f, &made); err != nil || made.Count == 0 {
		return err
	}
	if c.Verb != access.Pick || len(e.found) == 0 || e.found[len(e.found)-1].Thing != c.Thing {
		e.found = append(e.found, made)
	}
	return nil
}

func (e *effects) count(ctx context.Context, k Kind, f access.Filter, made *Effect) error {
	text, values := f.SQL(e.tx.Dialect(), k.alias(), access.Auto)
	key := fmt.Sprint(k.From, text, values)
	if same, ok := e.known[key]; ok {
		made.Count, made.Rows = same.Count, same.Rows
		return nil
	}
	var err error
	if made.Count, err = db.Count(ctx, e.tx, k.seen(e.who, f, k.alias()+".id")); err != nil {
		return err
	}
	if made.Count > 0 {
		if made.Rows, err = k.list(ctx, e.tx, e.who, f, e.most); err != nil {
			return err
		}
	}
	if e.known == nil {
		e.known = map[string]Effect{}
	}
	e.known[key] = *made
	return nil
}
