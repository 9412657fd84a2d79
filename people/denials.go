package people

import (
	"sync"
	"time"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/throttle"
)

// foldFor is how long the same attempt of the same person is only counted after
// it was written down.
const foldFor = 5 * time.Minute

// denials bounds how many refused attempts are written: the same one once in five
// minutes, different ones of a person sixty and then one a minute, those on ids
// that name nothing twenty and then one in five minutes. The others are counted,
// and the number is written once the time is over. What is counted when the
// process is killed is lost; that there were attempts is not.
type denials struct {
	writes, nowhere *throttle.Limit

	mu   sync.Mutex
	open map[tryKey]*tally
}

// tryKey is an attempt; with no act it is all those of a person that their bound
// leaves over.
type tryKey struct {
	account, person, acting id.ID
	act                     string
	thing                   access.Thing
	target                  id.ID
}

// attempted is somebody's attempt at what an entry says.
type attempted struct {
	Entry
	who            *access.Viewer
	unseen, hidden bool // what they may not know of; by the policy's word
}

// tally is how often an attempt was made since it was written down.
type tally struct {
	attempted
	since time.Time
	more  int
	many  bool // several attempts, of which none is written
}

func newDenials() *denials {
	return &denials{writes: throttle.New(60, time.Minute), nowhere: throttle.New(20, foldFor), open: map[tryKey]*tally{}}
}

// take reports whether to write an attempt down by itself, and gives what was
// counted before and is over now.
func (d *denials) take(a *attempted, now time.Time) (write bool, over []tally) {
	key := a.key()
	d.mu.Lock()
	defer d.mu.Unlock()
	if t := d.open[key]; t != nil {
		if now.Sub(t.since) < foldFor {
			t.more++
			return false, nil
		}
		over = d.end(key, t, over)
	}
	if !d.writes.Take(denier(a.who), now) {
		return false, append(over, d.leave(a, now)...)
	}
	if len(d.open) < throttle.Most {
		d.open[key] = &tally{attempted: *a, since: now}
	}
	return true, over
}

// nothing reports whether to write down an attempt on what turned out not to be
// there, which does not count as one of the others, and gives what take does.
func (d *denials) nothing(a *attempted, now time.Time) (write bool, over []tally) {
	d.writes.GiveBack(denier(a.who))
	if d.nowhere.Take(denier(a.who), now) {
		return true, nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return false, d.leave(a, now)
}

// leave counts an attempt among those that are not written. It is called with
// the lock held.
func (d *denials) leave(a *attempted, now time.Time) (over []tally) {
	key := (&attempted{who: a.who}).key()
	t := d.open[key]
	if t != nil && now.Sub(t.since) >= foldFor {
		t, over = nil, d.end(key, t, nil)
	}
	if t == nil {
		t = &tally{attempted: *a, since: now, many: true}
		d.open[key] = t
	}
	t.more++
	return over
}

// end forgets a tally and adds it to over if it counted anything. It is called
// with the lock held.
func (d *denials) end(key tryKey, t *tally, over []tally) []tally {
	delete(d.open, key)
	if t.more == 0 {
		return over
	}
	return append(over, *t)
}

// sweep forgets what began before a moment and gives what was counted of it.
func (d *denials) sweep(before time.Time) (over []tally) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key, t := range d.open {
		if t.since.Before(before) {
			over = d.end(key, t, over)
		}
	}
	return over
}

func (a *attempted) key() tryKey {
	w, act := a.who.Who(), a.Act
	if act == "" && a.Verb != 0 {
		act = a.Verb.String()
	}
	return tryKey{w.Account, w.Person, w.ActingPerson, act, a.Thing, a.target()}
}

func denier(who *access.Viewer) string {
	w := who.Who()
	return string(w.Account[:]) + string(w.Person[:]) + string(w.ActingPerson[:])
}
