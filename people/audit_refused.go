package people

import (
	"context"
	"errors"
	"fmt"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// noted marks an error whose attempt has been written down, so that the rooms an
// error comes through do not each write it down again.
type noted struct{ error }

// Unwrap gives the fault.
func (n noted) Unwrap() error { return n.error }

// WasNoted reports whether the attempt behind err is in the trail, or is counted
// for it.
func WasNoted(err error) bool { return errors.As(err, new(noted)) }

// Noted gives err back, and writes down an attempt that was not allowed: what
// was Forbidden, what the policy hides, and what was on a record that who may not
// know of or that is not there. Those last are looked into after the answer and
// written down alike, so that neither the answer nor what comes after it tells
// them apart.
func (s *Store) Noted(ctx context.Context, who *access.Viewer, e Entry, err error) error {
	f := fault.Of(err)
	switch {
	case f == nil || who.Account().IsZero() || WasNoted(err):
		return err
	case f.Kind == fault.Forbidden:
		if failed := s.Refused(ctx, who, e); failed != nil {
			return failed
		}
	case who.IsSystem():
		return err
	case f.Kind == fault.Missing && (access.IsHidden(err) || !e.target().IsZero()), access.IsHidden(err) && !e.target().IsZero():
		s.unseen(who, e, access.IsHidden(err))
	default:
		return err
	}
	return noted{err}
}

// Refused notes a denied attempt, in a transaction of its own since the one it
// was tried in is undone. What somebody tries again and again is written once in
// a while, with how often; see denials.
func (s *Store) Refused(ctx context.Context, who *access.Viewer, e Entry) error {
	write, over := s.denials.take(&attempted{who: who, Entry: e}, s.now())
	s.tell(over)
	if !write {
		return nil
	}
	return s.writeDenied(ctx, who, e)
}

func (s *Store) writeDenied(ctx context.Context, who *access.Viewer, e Entry) error {
	e.Outcome = Denied
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.Audit(ctx, tx, who, e) })
}

// unseen notes an attempt on what who may not know of, after the answer. One on
// nothing is an attempt, too: whoever tries ids out has only those at first. It
// has a bound of its own, so that nobody can have attempts on real records only
// counted by it.
func (s *Store) unseen(who *access.Viewer, e Entry, hidden bool) {
	a := &attempted{who: who, Entry: e, unseen: true, hidden: hidden}
	write, over := s.denials.take(a, s.now())
	s.tell(over)
	if !write {
		return
	}
	s.background(func(ctx context.Context) {
		e, there, err := s.lookAt(ctx, a)
		if err == nil && !there {
			write, over := s.denials.nothing(a, s.now())
			if s.tell(over); !write {
				return
			}
		}
		if err == nil {
			_ = s.writeDenied(ctx, who, e)
		}
	})
}

// What the trail says of an attempt on what who may not know of.
const (
	sayUnseen  = "they may not know of it"
	sayNamed   = "it named something that they may not know of"
	sayNothing = "there is no such record here"
	sayEither  = "there is none, or it is not theirs"
)

// lookAt gives the entry of an attempt, once it is known whether the record is
// there; the same statements look, whether it is or not. An id that names nothing
// here is not repeated.
func (s *Store) lookAt(ctx context.Context, a *attempted) (e Entry, there bool, err error) {
	e, there = a.Entry, true
	target := e.target()
	if !a.unseen || target.IsZero() {
		if a.unseen {
			e.Detail = andMore(e.Detail, sayUnseen)
		}
		return e, true, nil
	}
	var found *access.Record
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		found, err = s.recordAt(ctx, tx, a.who.Account(), e.Thing, target)
		return err
	})
	say := sayUnseen
	switch {
	case found == nil:
		e.Record, e.Property, e.Client = id.ID{}, id.ID{}, id.ID{}
		say = sayNothing
		if there = !s.knows(e.Thing); there {
			say = sayEither
		}
	case a.who.Can(access.Read, found) != access.Allowed:
	case found.Thing == e.Thing || e.Record.IsZero():
		say = sayNamed
	default:
		say = sayNothing // of that kind
	}
	if found != nil && !e.Record.IsZero() {
		at := entryOf(e.Verb, found)
		e.Property, e.Client = at.Property, at.Client
	}
	e.Detail = andMore(e.Detail, say)
	return e, there, err
}

// target is the record that an attempt is about, or the one at which something
// was to be added.
func (e *Entry) target() id.ID {
	for _, i := range []id.ID{e.Record, e.Property, e.Client} {
		if !i.IsZero() {
			return i
		}
	}
	return id.ID{}
}

// knows reports whether records of a thing can be found by recordAt.
func (s *Store) knows(t access.Thing) bool {
	_, registered := s.kind(t)
	return registered || t == access.Member
}

// recordAt gives the record of that id, first of all as the thing it was asked
// for; nil if no kind has it. All kinds are asked, whichever has it.
func (s *Store) recordAt(ctx context.Context, tx *db.Tx, account id.ID, t access.Thing, record id.ID) (*access.Record, error) {
	s.mu.RLock()
	kinds := make([]Kind, 0, len(s.kinds))
	for _, k := range s.kinds {
		kinds = append(kinds, k)
	}
	s.mu.RUnlock()
	var found *access.Record
	keep := func(r *access.Record, err error) error {
		if err == nil && (found == nil || r.Thing == t) {
			found = r
		}
		if fault.Is(err, fault.Missing) {
			return nil
		}
		return err
	}
	m, err := memberIn(ctx, tx, account, record)
	if err := keep(m.record(), err); err != nil {
		return nil, err
	}
	for _, k := range kinds {
		if err := keep(k.record(ctx, tx, account, record)); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// exists reports whether any registered kind has this record.
func (s *Store) exists(ctx context.Context, tx *db.Tx, account, record id.ID) (bool, error) {
	r, err := s.recordAt(ctx, tx, account, 0, record)
	return r != nil, err
}

// tell writes down what was only counted.
func (s *Store) tell(over []tally) {
	for _, t := range over {
		s.background(func(ctx context.Context) {
			if e, _, err := s.lookAt(ctx, &t.attempted); err == nil {
				_ = s.writeDenied(ctx, t.who, t.said(e))
			}
		})
	}
}

func andMore(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// said is the entry e about attempts that were only counted.
func (t *tally) said(e Entry) Entry {
	switch {
	case t.many:
		return Entry{Verb: e.Verb, Act: e.Act, Thing: e.Thing, Detail: fmt.Sprintf("%d more attempts, at this and other things, are only counted", t.more)}
	case t.more == 1:
		e.Detail = andMore(e.Detail, "once more within five minutes")
	default:
		e.Detail = andMore(e.Detail, fmt.Sprintf("%d times more within five minutes", t.more))
	}
	return e
}
