package access

import (
	"fmt"
	"io"
	"strings"
)

// Show writes the page for people to read: what each role may do, role by role
// and thing by thing, each cell citing its lines. docs/policy.md is made by it.
func Show(w io.Writer, p *Policy) {
	fmt.Fprintf(w, "# Who may see and do what\n\nMade from `%s` by `go generate ./access`; numbers are its lines.\n"+
		"Roles only add; the nevers bind everyone. What a switch, a condition or an approval decides stands behind the line's number.\n", p.name)
	for r := 1; r < len(p.parts); r++ {
		p.showRole(w, Role(r))
	}
	p.showTable(w)
}

// showRole writes one role in the page's own sentences.
func (p *Policy) showRole(w io.Writer, r Role) {
	fmt.Fprintf(w, "\n## %s\n\n", p.roles[r])
	if r != p.everyone {
		fmt.Fprintf(w, "Given on %s.", listed(spell(scopeWords, p.parts[r].on), "or"))
		if p.parts[r].standing {
			fmt.Fprint(w, " Nobody grants it.")
		}
		fmt.Fprint(w, "\n\n")
	}
	for _, l := range p.parts[r].lines {
		fmt.Fprintf(w, "- %d: %s\n", l.Number, p.Text(l))
	}
}

// Rights is what a role may do with a thing and which parts of it shows, each
// with the lines that give it, as people read it.
type Rights struct {
	Thing     Thing
	May, Sees string
}

// Rights lists, thing by thing, what a role gives; things it gives nothing of
// are left out.
func (p *Policy) Rights(r Role) []Rights {
	var all []Rights
	for t := Thing(1); int(t) < len(p.cards); t++ {
		if may, sees := p.cellText(r, t); may != "" {
			all = append(all, Rights{t, may, sees})
		}
	}
	return all
}

// showTable writes things down and verbs across, a role a table.
func (p *Policy) showTable(w io.Writer) {
	fmt.Fprint(w, "\n# The same by thing\n")
	for t := Thing(1); int(t) < len(p.cards); t++ {
		fmt.Fprintf(w, "\n## %s\n\nHolds %s.\n\n| role | may | sees |\n|---|---|---|\n", p.things[t], words(p.groups, p.cards[t].groups))
		for r := 1; r < len(p.parts); r++ {
			may, sees := p.cellText(Role(r), t)
			if may != "" {
				fmt.Fprintf(w, "| %s | %s | %s |\n", p.roles[r], may, sees)
			}
		}
	}
}

// cellText says what a role may with a thing, each right with its lines.
func (p *Policy) cellText(r Role, t Thing) (may, sees string) {
	var verbs, groups []string
	for v := range p.cards[t].takes.All() {
		verbs = p.cite(verbs, p.verbs[v], r, func(l *Line) bool { return l.verbsOn(p, t).Has(v) })
	}
	for _, g := range p.cards[t].holds {
		groups = p.cite(groups, p.groups[g], r, func(l *Line) bool { return l.seesOf(p, t).Has(g) })
	}
	return strings.Join(verbs, ", "), strings.Join(groups, ", ")
}

// cite adds a right and the lines that give it, if any do.
func (p *Policy) cite(rights []string, right string, r Role, gives func(*Line) bool) []string {
	var lines []string
	for _, l := range p.part(r).lines {
		if gives(l) {
			lines = append(lines, fmt.Sprintf("%d%s", l.Number, p.mark(l)))
		}
	}
	if len(lines) == 0 {
		return rights
	}
	return append(rights, fmt.Sprintf("%s (%s)", right, strings.Join(lines, ", ")))
}

// mark says on what a line depends, in a word.
func (p *Policy) mark(l *Line) string {
	switch {
	case l.Kind == SaysNever:
		return " never" + l.Cond.text(p)
	case l.Kind == SaysAsk:
		return " ask"
	case l.With != 0:
		return " with " + words(p.switches, l.With) + l.Cond.text(p)
	}
	return l.Cond.text(p)
}
