package access

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// Difference is what one role gains and loses between two pages, said in the
// page's words, one right a sentence.
type Difference struct {
	Role         string
	Gains, Loses []string
}

// Diff says what each role gains and loses when p gives way to other.
func (p *Policy) Diff(other *Policy) []Difference {
	var all []Difference
	was, is := p.rights(), other.rights()
	roles := slices.Sorted(maps.Keys(was))
	for _, r := range slices.Sorted(maps.Keys(is)) {
		if was[r] == nil {
			roles = append(roles, r)
		}
	}
	for _, r := range roles {
		d := Difference{r, lessRights(is[r], was[r]), lessRights(was[r], is[r])}
		if len(d.Gains)+len(d.Loses) > 0 {
			all = append(all, d)
		}
	}
	return all
}

func lessRights(a, b map[string]bool) []string {
	var left []string
	for _, r := range slices.Sorted(maps.Keys(a)) {
		if !b[r] {
			left = append(left, r)
		}
	}
	return left
}

// rights spells out every right of every role, by the role's word.
func (p *Policy) rights() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for r := 1; r < len(p.parts); r++ {
		rights := map[string]bool{}
		all[p.roles[r]] = rights
		for _, l := range p.parts[r].lines {
			p.spellOut(l, func(right string) { rights[right] = true })
		}
	}
	return all
}

// spellOut cuts a sentence into rights: one verb or one group of one thing, for
// one scope.
func (p *Policy) spellOut(l *Line, say func(string)) {
	for s := range l.On.All() {
		front := "on " + scopeWords[s]
		if l.With != 0 {
			front += " with " + words(p.switches, l.With)
		}
		front += ": " + kindWords[l.Kind]
		for r := range l.Grants.All() {
			say(front + " grant " + p.roles[r])
		}
		for t := range l.Things.All() {
			if !p.cards[t].by.Has(s) {
				continue
			}
			for v := range l.verbsOn(p, t).All() {
				say(fmt.Sprintf("%s %s %s%s", front, p.verbs[v], p.things[t], l.Cond.text(p)))
			}
			for g := range l.seesOf(p, t).All() {
				say(fmt.Sprintf("%s see the %s of %s%s", front, p.groups[g], p.things[t], l.Cond.text(p)))
			}
		}
	}
}

// DiffText writes what changes between two pages, for the command line.
func DiffText(w io.Writer, was, is *Policy) {
	all := was.Diff(is)
	if len(all) == 0 {
		fmt.Fprintln(w, "Nobody gains or loses anything.")
	}
	for _, d := range all {
		fmt.Fprintf(w, "%s\n", d.Role)
		for _, r := range d.Gains {
			fmt.Fprintf(w, "  + %s\n", r)
		}
		for _, r := range d.Loses {
			fmt.Fprintf(w, "  - %s\n", r)
		}
	}
}
