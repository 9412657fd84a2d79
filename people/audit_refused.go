package people

import (
	"context"
	"fmt"
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/throttle"
)

// Noted gives err back, and writes down an attempt that was not allowed: what
// was Forbidden, what the policy hides, and what was on a record that who may not
// know of. The latter two are looked into after the answer, which takes no longer
// than for a record that does not exist.
func (s *Store) Noted(ctx context.Context, who *access.Viewer, e Entry, err error) error {
	f := fault.Of(err)
	switch {
	case f == nil || who.Account().IsZero():
		return err
	case f.Kind == fault.Forbidden:
		if failed := s.Refused(ctx, who, e); failed != nil {
			return failed
		}
	case f.Kind == fault.Missing && (access.IsHidden(err) || !e.Record.IsZero()) && s.denials.looks.Take(denier(who), s.now()):
		s.background(func(ctx context.Context) { _ = s.refusedUnseen(ctx, who, e, access.IsHidden(err)) })
	}
	return err
}

// Refused notes a denied attempt, in a transaction of its own since the one it
// was tried in is undone. Somebody who keeps trying fills no disk: past a burst
// their attempts are counted and the number stands in the next entry.
func (s *Store) Refused(ctx context.Context, who *access.Viewer, e Entry) error {
	more, write := s.denials.take(denier(who), s.now())
	if !write {
		return nil
	}
	e.Outcome = Denied
	if more > 0 {
		e.Detail = andMore(e.Detail, fmt.Sprintf("%d attempts before this one are only counted", more))
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.Audit(ctx, tx, who, e) })
}

func andMore(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}

// refusedUnseen notes an attempt on what who may not know of: on a record that is
// there, and on a kind of things that the policy hides. An id that names nothing
// here is not repeated.
func (s *Store) refusedUnseen(ctx context.Context, who *access.Viewer, e Entry, hidden bool) error {
	found := false
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if !e.Record.IsZero() {
			found, err = s.exists(ctx, tx, who.Account(), e.Record)
		}
		return err
	})
	if err != nil || !found && !hidden {
		return err
	}
	if !found {
		e.Record = id.ID{}
	}
	e.Detail = andMore(e.Detail, "they may not know of it")
	return s.Refused(ctx, who, e)
}

// exists reports whether any registered kind has this record.
func (s *Store) exists(ctx context.Context, tx *db.Tx, account, record id.ID) (bool, error) {
	s.mu.RLock()
	kinds := make([]Kind, 0, len(s.kinds))
	for _, k := range s.kinds {
		kinds = append(kinds, k)
	}
	s.mu.RUnlock()
	if m, err := memberIn(ctx, tx, account, record); !fault.Is(err, fault.Missing) {
		return m.ID == record, err
	}
	for _, k := range kinds {
		if _, err := k.record(ctx, tx, account, record); err == nil {
			return true, nil
		} else if !fault.Is(err, fault.Missing) {
			return false, err
		}
	}
	return false, nil
}

// denials bounds how many refused attempts of one person are written.
type denials struct {
	writes, looks *throttle.Limit

	mu   sync.Mutex
	more map[string]int // not written since the last that was
}

func newDenials() *denials {
	return &denials{writes: throttle.New(60, time.Minute), looks: throttle.New(60, 10*time.Second), more: map[string]int{}}
}

// take reports whether to write one more, and how many were not before it.
func (d *denials) take(key string, now time.Time) (more int, write bool) {
	write = d.writes.Take(key, now)
	d.mu.Lock()
	defer d.mu.Unlock()
	if !write {
		if len(d.more) < throttle.Most {
			d.more[key]++
		}
		return 0, false
	}
	more = d.more[key]
	delete(d.more, key)
	return more, true
}

func denier(who *access.Viewer) string {
	w := who.Who()
	return string(w.Account[:]) + string(w.Person[:]) + string(w.ActingPerson[:])
}
