package access

import (
	"time"

	"keyhouse/calendar"
	"keyhouse/id"
)

// Grant is one thing a person was given: a role, on what, with which switches,
// from when to when. The zero Grant gives nothing.
type Grant struct {
	ID         id.ID // zero: not stored yet, as in a preview
	Role       Role
	On         Scope
	Of         []id.ID // the ones it is on; for a client grant the clients. Empty reaches nothing, unless On is the account or the server
	Properties []id.ID // what it reaches by property: for a property grant the chosen ones, for a client grant those the clients hold a share of today
	Switches   SwitchSet
	From       time.Time // zero: since ever
	Until      time.Time // zero: for ever

	// An override (On is OnRecord): what this person's own ask lines say of Verb
	// on this one record counts as may.
	Verb   Verb
	Thing  Thing
	Record id.ID
}

// inForce reports whether the grant counts at now: From included, Until not.
func (g *Grant) inForce(now time.Time) bool {
	return !now.Before(g.From) && (g.Until.IsZero() || now.Before(g.Until))
}

// targets are the ids a property grant reaches: it may come with either list.
func (g *Grant) targets() []id.ID {
	if g.On == OnProperty && g.Properties != nil {
		return g.Properties
	}
	return g.Of
}

// Who is the person who asks, in one account.
type Who struct {
	Account, Person, Member id.ID
	Name                    string
	ActingPerson            id.ID // who really sits there, when logged in as somebody
	ActingName              string
	Today                   calendar.Date // in the account's zone
	RecentDays              int           // the account's own "recent", 0 for the page's
	ReadOnly                bool          // viewed as by somebody else: only the reading verbs
	Suspended               bool          // the account is: only what the page says a suspended account keeps
	Home, HomeMember        id.ID         // of a system admin at work in this account without belonging to it: where and who they are
}

// Record is what the readers need to know of one record. Fields that its thing
// does not have stay zero. On a client, Client is not needed: it is the ID; so
// for every thing that is itself a scope.
type Record struct {
	Thing                                                   Thing
	ID, Account, Business, Client, Property, Vendor, Person id.ID
	Assignee                                                id.ID
	Day                                                     calendar.Date
	State                                                   State
}

// at gives the id in the column that a scope looks at.
func (r *Record) at(p *Policy, s Scope) id.ID {
	if p.self[r.Thing] == s {
		return r.ID
	}
	switch s {
	case OnBusiness:
		return r.Business
	case OnClient:
		return r.Client
	case OnProperty:
		return r.Property
	case OnVendor:
		return r.Vendor
	}
	return id.ID{}
}
