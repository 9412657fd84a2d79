package ical

import (
	"cmp"
	"slices"

	"keyhouse/calendar"
)

// Known is what an earlier reading of a feed left with us.
type Known struct {
	UID    string
	Nights calendar.Nights
	Kind   Kind
	// Cancelled says that it holds no nights any more. If the feed lists it
	// again it is added again, unless ByHand: somebody here called it off, and
	// the feed does not overrule them.
	Cancelled bool
	ByHand    bool
}

// Do says what a Step asks for.
type Do uint8

// What there is to do.
const (
	Add    Do = iota // take Event's nights
	Move             // Was is now Event: nights, kind or UID have changed
	Cancel           // Was is no more; Event is zero
)

// String gives the word for reports.
func (d Do) String() string { return [...]string{"add", "move", "cancel"}[d] }

// Step is one change that a feed asks for. Was is zero for an Add of something
// never seen, and the cancelled record for an Add of something that came back.
type Step struct {
	Do    Do
	Event Event
	Was   Known
}

// Plan says what must change for us to agree with feed, nothing if we do:
// a known event the feed no longer lists is cancelled if it begins today or
// later and stays if it has begun; a block that comes back under a new UID over
// the same or adjoining nights has moved; what has begun keeps its beginning
// when the channel clips it to today. A feed that was cut, or an event that was
// skipped as unreadable, cancels nothing. Cancels come first, then moves, then
// adds, so that nights are free before they are taken.
func Plan(known []Known, feed Feed, today calendar.Date) []Step {
	p := plan{today: today, known: map[string]Known{}}
	for _, k := range known {
		p.known[k.UID] = k
	}
	listed := map[string]bool{}
	for _, s := range feed.Skipped {
		listed[s.UID] = !s.Cancelled
	}
	var fresh []Event
	for _, e := range feed.Events {
		listed[e.UID] = true
		if k, ok := p.known[e.UID]; ok {
			p.compare(k, e)
		} else {
			fresh = append(fresh, e)
		}
	}
	p.vanished(known, fresh, func(uid string) bool { return feed.Cut || listed[uid] })
	slices.SortStableFunc(p.steps, func(a, b Step) int { return cmp.Compare(order(a.Do), order(b.Do)) })
	return p.steps
}

func order(d Do) int { return map[Do]int{Cancel: 0, Move: 1, Add: 2}[d] }

type plan struct {
	today calendar.Date
	known map[string]Known
	steps []Step
}

// compare plans for an event that we know under the same UID.
func (p *plan) compare(k Known, e Event) {
	if k.Cancelled {
		if !k.ByHand {
			p.steps = append(p.steps, Step{Add, e, k})
		}
		return
	}
	e.Nights = p.keepBeginning(k, e.Nights)
	if e.Nights != k.Nights || e.Kind != k.Kind {
		p.steps = append(p.steps, Step{Move, e, k})
	}
}

// keepBeginning undoes the clipping of what has begun: some channels let such
// an event begin today, every day anew.
func (p *plan) keepBeginning(k Known, n calendar.Nights) calendar.Nights {
	if k.Nights.Arrive < n.Arrive && n.Arrive <= p.today {
		n.Arrive = k.Nights.Arrive
	}
	return n
}

// vanished plans for known events that the feed does not list, and for fresh
// ones: pairs of blocks have moved, the rest is cancelled and added.
func (p *plan) vanished(known []Known, fresh []Event, listed func(string) bool) {
	taken := make([]bool, len(fresh))
	for _, k := range slices.SortedStableFunc(slices.Values(known), byArrival) {
		if k.Cancelled || listed(k.UID) || k.Nights.Depart <= p.today {
			continue
		}
		if i := successor(k, fresh, taken); i >= 0 {
			taken[i] = true
			fresh[i].Nights = p.keepBeginning(k, fresh[i].Nights)
			p.steps = append(p.steps, Step{Move, fresh[i], k})
		} else if k.Nights.Arrive >= p.today {
			p.steps = append(p.steps, Step{Do: Cancel, Was: k})
		}
	}
	for i, e := range fresh {
		if !taken[i] {
			p.steps = append(p.steps, Step{Do: Add, Event: e})
		}
	}
}

func byArrival(a, b Known) int {
	return cmp.Or(cmp.Compare(a.Nights.Arrive, b.Nights.Arrive), cmp.Compare(a.UID, b.UID))
}

// successor finds the fresh block that k has become: the one that shares most
// nights with it, else one that adjoins it; -1 if there is none.
func successor(k Known, fresh []Event, taken []bool) int {
	best, most := -1, -1
	for i, e := range fresh {
		shared := int(min(k.Nights.Depart, e.Nights.Depart) - max(k.Nights.Arrive, e.Nights.Arrive))
		if k.Kind == Block && e.Kind == Block && !taken[i] && shared > most {
			best, most = i, shared
		}
	}
	return best
}
