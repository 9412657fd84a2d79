package people

import (
	"context"
	"slices"
	"strings"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
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

// Why is an answer with its reasons, in two wordings: with lines of the page and
// access records for those who look after access, and for the person. Who may
// not read access records gets the person's alone.
type Why struct {
	access.Reason
	Admin, Person string
	Grants        []GrantRow // the records that Admin speaks of
}

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
	why := Why{Reason: as.Why(verb, record, groups...)}
	why.Person = why.ForPerson()
	if !who.May(access.Read, access.GrantThing) {
		why.Causes = nil
		return why, nil
	}
	if as == nil {
		why.Admin = "This user is switched off, so they see nothing. Reactivate them to change that."
		return why, nil
	}
	by, err := s.grantRows(ctx, tx, who, q.Member)
	if err != nil {
		return why, err
	}
	why.Admin = why.ForAdmin()
	for _, c := range why.Causes {
		if !c.Grant.IsZero() {
			why.name(c.Grant, by[q.Member])
		}
	}
	return why, nil
}

// name puts what an access record says in place of its id, as far as it is
// among those that may be seen.
func (w *Why) name(grant id.ID, seen []GrantRow) {
	mention, words := "access "+grant.String(), "access that is not shown to you"
	if !strings.Contains(w.Admin, mention) {
		return
	}
	if at := slices.IndexFunc(seen, func(g GrantRow) bool { return g.ID == grant }); at >= 0 {
		words = "access “" + seen[at].Words() + "”"
		w.Grants = append(w.Grants, seen[at])
	}
	w.Admin = strings.ReplaceAll(w.Admin, mention, words)
}
