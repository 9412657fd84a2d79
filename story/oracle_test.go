package story

import "slices"

// The oracle says what may be known to whom. It is written from the promises
// (SPEC.md), one plain sentence at a time, and shares nothing with the program:
// no policy, no filters, no masks. Where it disagrees with the program one of
// the two is wrong.

// given is one access record as the oracle reads it. of holds keys.
type given struct {
	role, on string
	of       []string
	switches []string
	later    bool // begins tomorrow
}

func (g given) has(switches ...string) bool {
	for _, s := range switches {
		if !slices.Contains(g.switches, s) {
			return false
		}
	}
	return true
}

// persona is somebody the leak test sends down every road.
type persona struct {
	name    string
	company string // whose account they look at
	staff   bool
	grants  []given
}

// answer is what the oracle says: never may it come out, it may, or it must be
// somewhere to be found.
type answer int

const (
	never answer = iota
	may
	must
)

// knows says whether p may know a fact.
func (p *persona) knows(f fact) answer {
	r := f.of
	if r.company != p.company {
		return never
	}
	if r.thing == "member" && r.by == p.name {
		return may // oneself
	}
	switch f.group {
	case "maker":
		return p.knowsMaker(r)
	case "subscribers":
		return p.knowsSubscribers(r)
	case "settled", "printed": // stand on the statement, with what it says
		return min(may, p.knows(fact{of: r, group: "amount"}))
	case "place": // a quote says what it offers
		return min(may, p.of(r))
	}
	face, part := never, never
	for _, g := range p.grants {
		if g.later || !g.covers(r) {
			continue
		}
		groups := g.shows(r, p)
		if len(groups) == 0 {
			continue
		}
		if groups.has(faceOf[r.thing]) {
			face = must
		}
		if groups.has(f.group) {
			part = max(part, g.share(f))
		}
	}
	return min(face, part)
}

// of tells whether p may know of a record at all.
func (p *persona) of(r *record) answer { return p.knows(fact{of: r, group: faceOf[r.thing]}) }

// knowsMaker: who made an owner's block is told to those who may know whose the
// property is, and to whoever made it.
func (p *persona) knowsMaker(r *record) answer {
	if p.of(r) == never {
		return never
	}
	if r.by == p.name {
		return may
	}
	return min(may, p.knows(fact{of: &record{company: r.company, thing: "property", property: r.property, key: r.property, owners: r.owners}, group: "owner"}))
}

// knowsSubscribers: whom the office writes to about a property is told to those
// who may change the property.
func (p *persona) knowsSubscribers(r *record) answer {
	for _, g := range p.grants {
		if !g.later && g.covers(r) && slices.Contains([]string{"admin", "manager", "portal-admin", "full-access", "technician", "master-admin", "customer-admin"}, g.role) {
			return may
		}
	}
	return never
}

// share: who looks at owners' money by a grant on one owner sees that one's part;
// who does not know whose a property is sees no parts, but what they make.
func (g given) share(f fact) answer {
	if f.group == "owner-money" && f.client != "" && g.role == "portal" && g.on != "client" {
		return may
	}
	if f.group != "owner-money" || g.on != "client" || f.client != "" && slices.Contains(g.of, f.client) {
		return must
	}
	if g.has("all-money") {
		return may // they could work it out from what they see
	}
	return never
}

// faceOf is what one sees of a thing if one knows of it at all.
var faceOf = map[string]string{"client": "name", "property": "name", "unit": "name", "booking": "dates", "block": "dates", "quote": "header",
	"charge": "amount", "payment": "amount", "statement": "header", "payout": "amount", "member": "name", "grant": "reach", "feed": "name"}

// covers tells whether a grant reaches a record.
func (g given) covers(r *record) bool {
	switch g.on {
	case "account":
		return true
	case "business":
		return r.thing != "member" && r.thing != "grant"
	case "client":
		if r.client != "" {
			return slices.Contains(g.of, r.client)
		}
		return r.thing != "quote" && slices.ContainsFunc(r.owners, func(c string) bool { return slices.Contains(g.of, c) })
	case "property":
		return r.property != "" && slices.Contains(g.of, r.property)
	}
	return false
}

type groups []string

func (g groups) has(group string) bool { return slices.Contains(g, "*") || slices.Contains(g, group) }

var all = groups{"*"}

// shows gives what a role sees of a record.
func (g given) shows(r *record, p *persona) groups {
	people := r.thing == "member" || r.thing == "grant"
	switch g.role {
	case "admin":
		return all
	case "manager", "full-access", "successor": // all data, nothing of the users
		if !people {
			return all
		}
	case "portal-admin":
		return all
	case "front-desk":
		return g.frontDesk(r)
	case "technician":
		return map[string]groups{"client": {"name", "contact", "notes"}, "property": {"name", "details", "notes"}, "unit": all}[r.thing]
	case "viewer":
		return map[string]groups{"client": {"name", "contact", "notes"}}[r.thing]
	case "portal":
		return g.portal(r, p)
	case "master-admin", "customer-admin": // everything of their own customer
		return map[string]groups{"client": {"name", "contact"}, "property": {"name", "details", "notes"}, "unit": all, "quote": all, "member": all, "grant": all}[r.thing]
	case "site-manager":
		return map[string]groups{"property": {"name", "details"}, "unit": all}[r.thing]
	case "guest-contractor":
		return map[string]groups{"property": {"name", "details"}, "unit": all}[r.thing]
	case "requester", "guest-technician":
		return map[string]groups{"property": {"name"}, "unit": {"name"}}[r.thing]
	case "customer-portal":
		return map[string]groups{"client": {"name", "contact"}, "quote": {"header", "amount"}, "statement": all}[r.thing]
	case "limited":
		return g.limited(r)
	}
	return nil // landlord, it, maintenance: nothing of this
}

// frontDesk: bookings and their guests; money only of the last 30 days or still
// open; never an owner (L7, L8).
func (g given) frontDesk(r *record) groups {
	recent := r.day >= -30
	switch r.thing {
	case "property", "unit":
		return groups{"name", "details"}
	case "booking":
		return groups{"dates", "guest", "contact", "notes", "source"}
	case "block":
		return groups{"dates", "notes"}
	case "charge":
		if recent {
			return groups{"amount", "payer"}
		}
	case "payment":
		if recent || r.state == "pending" {
			return groups{"amount", "payer"}
		}
	}
	return nil
}

// portal: O3 and O4.
func (g given) portal(r *record, p *persona) groups {
	see := groups{}
	add := func(if_ bool, groups ...string) {
		if if_ {
			see = append(see, groups...)
		}
	}
	switch r.thing {
	case "property":
		return groups{"name", "details"}
	case "unit":
		return groups{"name"}
	case "client":
		if g.on == "client" {
			return groups{"name"}
		}
	case "booking":
		add(g.has("calendar"), "dates")
		add(g.has("guest-name"), "guest")
		add(g.has("contact"), "contact")
		add(g.has("view-notes"), "notes")
		add(g.has("owner-money") || g.has("all-money"), "owner-money")
		add(g.has("all-money"), "all-money")
	case "block":
		add(g.has("calendar"), "dates")
		add(g.has("view-notes"), "notes")
		add(g.has("block-off") && r.by == p.name, "dates", "notes")
	case "charge", "payment":
		add(g.has("calendar", "all-money"), "*")
	case "statement":
		add(g.on == "client" && g.has("statements"), "*")
	}
	return see
}

// limited: each tab by itself (M3).
func (g given) limited(r *record) groups {
	switch {
	case r.thing == "client" && g.has("view-clients"):
		return groups{"name", "contact", "notes", "all-money"}
	case r.thing == "quote" && g.has("view-quotes"):
		return all
	case r.thing == "payment" && g.has("view-payments"):
		return all
	}
	return nil
}
