package access

import (
	"fmt"
	"slices"
	"strings"
)

// String prints the page back in its own words, without the comments. Parsing
// that gives the same policy, line numbers apart.
func (p *Policy) String() string {
	var b strings.Builder
	p.printWords(&b)
	for t := 1; t < len(p.cards); t++ {
		fmt.Fprintln(&b, p.cardText(Thing(t)))
	}
	for _, a := range p.areas {
		fmt.Fprintf(&b, "area %s is %s\n", a.word, words(p.things, a.things))
	}
	for r := 1; r < len(p.parts); r++ {
		fmt.Fprintf(&b, "\n%s\n", p.roleText(Role(r)))
		for _, l := range p.parts[r].lines {
			fmt.Fprintf(&b, "  %s\n", p.Text(l))
		}
	}
	return b.String()
}

func (p *Policy) printWords(b *strings.Builder) {
	fmt.Fprintf(b, "scopes %s\n", words(scopeWords, p.scopes))
	p.printVerbs(b)
	for _, v := range []struct {
		opener string
		words  []string
	}{{"groups", p.groups}, {"switches", p.switches}, {"states", p.states}} {
		if len(v.words) > 1 {
			fmt.Fprintf(b, "%s %s\n", v.opener, strings.Join(v.words[1:], ", "))
		}
	}
	if p.open != 0 {
		fmt.Fprintf(b, "open is %s\n", words(p.states, p.open))
	}
	if p.recentDays >= 0 {
		fmt.Fprintf(b, "recent is %d days\n", p.recentDays)
	}
	if p.suspended != 0 {
		fmt.Fprintf(b, "suspended keeps %s\n", words(p.things, p.suspended))
	}
}

// printVerbs keeps their order: a new line wherever the sort of verb changes.
func (p *Policy) printVerbs(b *strings.Builder) {
	sort := ""
	for v := 1; v < len(p.verbs); v++ {
		now := "verbs"
		switch {
		case p.reading.Has(Verb(v)):
			now = "verbs reading"
		case p.making.Has(Verb(v)):
			now = "verbs making"
		}
		if now == sort {
			fmt.Fprintf(b, ", %s", p.verbs[v])
			continue
		}
		if sort != "" {
			b.WriteString("\n")
		}
		fmt.Fprintf(b, "%s %s", now, p.verbs[v])
		sort = now
	}
	b.WriteString("\n")
}

func (p *Policy) cardText(t Thing) string {
	c := &p.cards[t]
	by := spell(scopeWords, c.by)
	if at := slices.Index(by, "client"); c.direct {
		by[at] += " directly"
	}
	text := fmt.Sprintf("thing %s by %s", p.things[t], strings.Join(by, ", "))
	if c.has != 0 {
		text += " has " + strings.Join(c.has.words(), ", ")
	}
	var holds []string
	for _, g := range c.holds {
		holds = append(holds, p.groups[g])
	}
	return text + " holds " + strings.Join(holds, ", ") + " takes " + words(p.verbs, c.takes)
}

func (f fields) words() []string {
	var words []string
	for at, w := range fieldWords {
		if f>>at&1 == 1 {
			words = append(words, w)
		}
	}
	return words
}

func (p *Policy) roleText(r Role) string {
	if r == p.everyone {
		return "everyone"
	}
	part := &p.parts[r]
	var on []string
	for s := range part.on.All() {
		one := ""
		if part.one.Has(s) {
			one = "one "
		}
		on = append(on, one+scopeWords[s])
	}
	text := fmt.Sprintf("role %s on %s", p.roles[r], strings.Join(on, ", "))
	if part.standing {
		return "standing " + text
	}
	return text
}

// Text prints one sentence.
func (p *Policy) Text(l *Line) string {
	text := ""
	if l.On != p.parts[l.Role].on {
		text = "on " + words(scopeWords, l.On) + " "
	}
	if l.With != 0 {
		text += "with " + words(p.switches, l.With)
	}
	if text != "" {
		text = strings.TrimSpace(text) + ": "
	}
	text += kindWords[l.Kind] + " "
	if l.Grants != 0 {
		return text + "grant " + words(p.roles, l.Grants)
	}
	verbs := words(p.verbs, l.Verbs)
	if l.All {
		verbs = "manage"
	}
	return text + verbs + " " + strings.Join(l.named, ", ") + l.Cond.text(p) + p.seesText(l)
}

func (p *Policy) seesText(l *Line) string {
	switch {
	case l.Whole:
		return " sees all"
	case l.Sees != 0:
		return " sees " + words(p.groups, l.Sees)
	}
	return ""
}
