// Package access decides who may see and do what. The rules are a page of
// text, policy.txt, which people can read; this package parses it once and
// answers four questions from the same lines:
//
//	Can(verb, record)           may they do this to that one?
//	Where(verb, thing, groups…) which rows of a list may they?
//	Mask(record)                which parts of this one do they see?
//	Why(verb, record, groups…)  because of which lines and grants, or what is missing?
//
// Nothing else in Keyhouse decides access. The package is pure: it reads no
// clock, no database and no context, and everything in it may be used by many
// goroutines at once.
//
// # How a record is weighed
//
// A line of a role counts for a record if one of the person's grants of that
// role covers the record (the account, or an id in the column the grant's scope
// names), its switches are on in that grant, and its condition holds. The lines
// of all grants count together. What the reading ones show, taken together, is
// the mask; without the thing's face (the first part it holds) the record is
// missing for every verb but a making one such as add. Nevers come last and bind
// everyone.
package access

import _ "embed"

//go:generate go test -run "TestTheGoNames|TestShow" -update .

//go:embed policy.txt
var page string

// Page is the policy in force: policy.txt, parsed.
var Page = mustParse("policy.txt", page)

func mustParse(name, text string) *Policy {
	p, err := Parse(name, text)
	if err != nil {
		panic(err)
	}
	return p
}
