package access

import (
	"fmt"
	"slices"

	"keyhouse/fault"
	"keyhouse/id"
)

// MayGive reports, as a fault to show, why v may not give g to the person to;
// nil if they may. Nobody gives to themselves, a role that no "may grant" line
// of theirs names, anything outside their own scope, or any right that they do
// not hold there. Where ids alone do not tell that a target lies in the giver's
// scope (a vendor of their client, a property of their business), about has the
// targets' records.
func (v *Viewer) MayGive(g Grant, to id.ID, about ...*Record) error {
	if err := v.mayChange(to); err != nil {
		return err
	}
	if g.On == OnRecord {
		return v.mayApprove(g, about)
	}
	if err := v.policy.Check(g); err != nil || v.system != "" {
		return err
	}
	for _, t := range g.aims() {
		have := v.power(t, about)
		if !have.grants.Has(g.Role) {
			return forbidden("You may not make anybody %s there.", v.policy.roles[g.Role])
		}
		if err := have.exceeds(v.policy, g); err != nil {
			return err
		}
	}
	return nil
}

// Gives names the roles that v may make somebody, somewhere: for menus and
// forms. What may be given, and on what, MayGive decides.
func (v *Viewer) Gives() Roles {
	if v == nil || v.policy == nil || v.system != "" || !v.cut.whole() || !v.who.ActingPerson.IsZero() {
		return 0
	}
	var roles Roles
	for i := range v.held {
		if v.held[i].grant != nil {
			roles |= v.policy.grantable(v.held[i].hat)
		}
	}
	return roles
}

// MayTake reports why v may not take g away from the person of, or change it;
// nil if they may. It takes a "may grant" line for the role that covers it all.
func (v *Viewer) MayTake(g Grant, of id.ID, about ...*Record) error {
	if err := v.mayChange(of); err != nil || v.system != "" {
		return err
	}
	for _, t := range g.aims() {
		if !v.power(t, about).grants.Has(g.Role) {
			return forbidden("You may not take away what was given here.")
		}
	}
	return nil
}

// Covers reports whether v holds all that other does, so that v may look
// through other's eyes without learning anything.
func (v *Viewer) Covers(other *Viewer, about ...*Record) bool {
	if v == nil || other == nil || v.Account() != other.Account() || !v.cut.whole() || other.system != "" {
		return false
	}
	for _, g := range other.grants {
		if g.On == OnRecord {
			return false // allowed to them alone
		}
		for _, t := range g.aims() {
			if v.power(t, about).exceeds(v.policy, g) != nil {
				return false
			}
		}
	}
	return true
}

func forbidden(say string, args ...any) error {
	return &fault.Fault{Kind: fault.Forbidden, Op: "access.MayGive", Say: fmt.Sprintf(say, args...)}
}

// mayChange refuses one's own access, whoever acts in somebody else's name (it
// may be their own access all the same), and whoever is cut down: looking as
// somebody else, holding a token, in a suspended account.
func (v *Viewer) mayChange(of id.ID) error {
	switch {
	case v == nil || v.policy == nil:
		return fault.NotFound("access.MayGive")
	case v.system != "":
		return nil
	case of == v.who.Person:
		return forbidden("Nobody changes their own access. Ask somebody else who may.")
	case !v.who.ActingPerson.IsZero():
		return forbidden("You are logged in as somebody else. Go back to your own session to give or take access.")
	case !v.cut.whole():
		return forbidden("You are here with less than your own access, and nothing can be given or taken from here.")
	}
	return nil
}

// mayApprove is for overrides: nobody allows another what they may not do.
func (v *Viewer) mayApprove(g Grant, about []*Record) error {
	for _, r := range about {
		if r.ID == g.Record && r.Thing == g.Thing && v.Can(g.Verb, r) == Allowed {
			return nil
		}
	}
	return forbidden("You cannot allow what you may not do yourself.")
}

// Check reports, as a fault to show, what is wrong with a grant in itself.
func (p *Policy) Check(g Grant) error {
	bad := func(field, say string, args ...any) error {
		return fault.Bad("access.Check", field, fmt.Sprintf(say, args...))
	}
	if g.Role == 0 || int(g.Role) >= len(p.parts) || p.parts[g.Role].standing {
		return bad("role", "There is no such role to give.")
	}
	part := &p.parts[g.Role]
	ids := g.targets()
	switch {
	case !part.on.Has(g.On):
		return bad("scope", "%s is given on %s.", p.roles[g.Role], listed(spell(scopeWords, part.on), "or"))
	case g.On != OnAccount && g.On != OnServer && len(ids) == 0:
		return bad("of", "Choose at least one %s.", g.On)
	case slices.ContainsFunc(ids, id.ID.IsZero):
		return bad("of", "One of the chosen is empty.")
	case part.one.Has(g.On) && len(ids) != 1:
		return bad("of", "Choose one %s only.", g.On)
	case !g.Until.IsZero() && !g.From.Before(g.Until):
		return bad("until", "It would end before it begins.")
	}
	for s := range (g.Switches &^ p.SwitchesOn(g.Role, g.On)).All() {
		return bad("switches", "“%s” does nothing for %s on %s; it works on %s.", spaced(word(p.switches, s)), p.roles[g.Role], g.On, listed(spell(scopeWords, p.worksOn(g.Role, s)), "or"))
	}
	return nil
}

// worksOn gives the scopes on which a switch changes what a role may do.
func (p *Policy) worksOn(r Role, s Switch) (on Scopes) {
	for scope := range p.parts[r].on.All() {
		if p.SwitchesOn(r, scope).Has(s) {
			on = on.With(scope)
		}
	}
	return on
}

// SwitchesOn gives the switches that change what a role may do when granted on
// that scope: those to show in a form.
func (p *Policy) SwitchesOn(r Role, on Scope) SwitchSet {
	var useful SwitchSet
	for _, l := range p.parts[r].lines {
		if l.On.Has(on) && (l.Grants != 0 || p.anyBy(l.Things, on)) {
			useful |= l.With
		}
	}
	return useful
}

func (p *Policy) anyBy(things Things, on Scope) bool {
	for t := range things.All() {
		if p.cards[t].by.Has(on) {
			return true
		}
	}
	return false
}
