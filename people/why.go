package people

import (
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/reason"
	"keyhouse/words"
)

// Question is what Why is asked: may this member do Verb to that record, and
// does Group of it show (0: leave that out)?
type Question struct {
	Member id.ID
	Verb   access.Verb // 0: the reading one
	Thing  access.Thing
	Record id.ID
	Group  access.Group
}

// Why is an answer with its reasons. Who may not read access records gets the
// answer without its causes.
type Why struct {
	access.Reason
	Manages bool       // who asks looks after access and may know the causes
	Off     bool       // the user is switched off, which is all there is to say
	Grants  []GrantRow // the access records that the causes name, as far as who asks may see them

	whole access.Reason // with the causes, for the person's own words
}

// Admin says the answer to those who look after access, "" to others: with lines
// of the page and access records.
func (w Why) Admin(t *words.Tongue) string {
	switch {
	case !w.Manages:
		return ""
	case w.Off:
		return t.Say("why.off")
	}
	return reason.ForAdmin(t, w.Reason, func(grant id.ID) string {
		if at := slices.IndexFunc(w.Grants, func(g GrantRow) bool { return g.ID == grant }); at >= 0 {
			return t.Say("why.access-named", "name", w.Grants[at].Words(t))
		}
		return t.Say("why.access-hidden")
	})
}

// Person says the answer to the person whom it is about.
func (w Why) Person(t *words.Tongue) string { return reason.ForPerson(t, w.whole) }

// Why says because of which lines and access records a member may do something
// to a record or see a part of it, or what is nearest and would change it.
// Everyone may ask about themselves; about somebody else, who may know of them
// and of their access. A record that who may not know of is not found, whoever
// it is asked about.
func (s *Store) Why(ctx context.Context, who *access.Viewer, q Question) (Why, error) {
	const op = "people.Why"
	var why Why
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if q.Member != who.Who().Member {
			if _, err := memberFor(ctx, tx, who, access.Read, q.Member, op); err != nil {
				return err
			}
		}
		record, err := s.RecordOf(ctx, tx, who.Account(), q.Thing, q.Record)
		if err != nil || who.Mask(record).Empty() {
			return missing(err, op)
		}
		as := who
		if q.Member != who.Who().Member {
			if as, err = s.ViewerFor(ctx, tx, who.Account(), q.Member, s.now()); err != nil {
				return err
			}
		}
		why, err = s.answer(ctx, tx, who, as, q, record)
		return err
	})
	return why, s.Tried(ctx, who, access.Read, &access.Record{Thing: q.Thing, ID: q.Record}, err)
}

func (s *Store) answer(ctx context.Context, tx *db.Tx, who, as *access.Viewer, q Question, record *access.Record) (Why, error) {
	verb := q.Verb
	if verb == 0 {
		verb = seeing(q.Thing)
	}
	var groups []access.Group
	if q.Group != 0 {
		groups = append(groups, q.Group)
	}
	why := Why{Reason: as.Why(verb, record, groups...), Manages: who.May(access.Read, access.GrantThing), Off: as == nil}
	why.whole = why.Reason
	if !why.Manages {
		why.Causes = nil
		return why, nil
	}
	if why.Off {
		return why, nil
	}
	by, err := s.grantRows(ctx, tx, who, q.Member)
	if err != nil {
		return why, err
	}
	for _, g := range by[q.Member] {
		if slices.ContainsFunc(why.Causes, func(c access.Cause) bool { return c.Grant == g.ID }) {
			why.Grants = append(why.Grants, g)
		}
	}
	return why, nil
}
