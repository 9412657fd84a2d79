package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/id"
	"keyhouse/reason"
	"keyhouse/words"
)

type policyCommand struct {
	Show  policyShow  `cmd:"" help:"Print who may see and do what, role by role and thing by thing."`
	Check policyCheck `cmd:"" help:"Check a policy page and name the line that is wrong."`
	Why   policyWhy   `cmd:"" help:"Explain what a role may do, and which lines make it so."`

	Explain policyExplain `cmd:"" help:"Explain what somebody may do to one record, and which lines and access records make it so."`

	Diff policyDiff `cmd:"" help:"Say what each role gains and loses between two pages."`
}

// pageOf reads a policy page; "" is the one built in.
func pageOf(file string) (*access.Policy, error) {
	if file == "" {
		return access.Page, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return access.Parse(file, string(text))
}

type policyShow struct {
	File string `arg:"" optional:"" help:"Another page than the one built in."`
}

// Run prints the page's tables.
func (c *policyShow) Run(o *outside) error {
	p, err := pageOf(c.File)
	if err == nil {
		access.Show(o.out, p)
	}
	return err
}

type policyCheck struct {
	File string `arg:"" help:"The page to check."`
}

// Run parses the page.
func (c *policyCheck) Run(o *outside) error {
	if _, err := pageOf(c.File); err != nil {
		return err
	}
	fmt.Fprintln(o.out, c.File+": sound")
	return nil
}

type policyDiff struct {
	Was string `arg:"" help:"The page as it was, or the new one if only one is named."`
	Is  string `arg:"" optional:"" help:"The page as it is. With one page, the one built in is what was."`
}

// Run compares two pages.
func (c *policyDiff) Run(o *outside) error {
	if c.Is == "" {
		c.Was, c.Is = "", c.Was
	}
	was, err := pageOf(c.Was)
	if err != nil {
		return err
	}
	is, err := pageOf(c.Is)
	if err == nil {
		access.DiffText(o.out, was, is)
	}
	return err
}

// policyWhy asks the page in force about one person with one grant and one
// record within its reach. What a real person may do to a real record,
// policy explain and the screens say.
type policyWhy struct {
	Role  string   `arg:"" help:"Role, such as portal."`
	Verb  string   `arg:"" help:"What is to be done, such as read."`
	Thing string   `arg:"" help:"To what, such as booking."`
	Sees  []string `help:"Which part has to show, such as guest." placeholder:"PART"`
	On    string   `help:"What the role is given on; default: the first the page allows." placeholder:"SCOPE"`
	With  []string `help:"Switches that are on." placeholder:"SWITCH"`
	State string   `help:"State of the record." placeholder:"WORD"`
	Age   int      `help:"How many days ago the record's day is."`
	Mine  bool     `help:"The record is the person's own."`
	Away  bool     `help:"The record is outside of what the role was given on."`
}

// Run explains.
func (c *policyWhy) Run(o *outside) error {
	today := calendar.DateOf(time.Now())
	account, person, within := id.New(), id.New(), id.New()
	g, err := c.grant(within)
	if err != nil {
		return err
	}
	if err := access.Page.Check(g); err != nil {
		return err
	}
	v := access.NewViewer(access.Page, access.Who{Account: account, Person: person, Name: "A person with the role " + c.Role, Today: today}, []access.Grant{g}, time.Now())
	r, verb, sees, err := c.record(account, person, within, today)
	if err != nil {
		return err
	}
	why := v.Why(verb, r, sees...)
	tellWhy(o, reason.ForAdmin(words.English, why, accessID), reason.ForPerson(words.English, why))
	return nil
}

// tellWhy prints a reason in its two wordings.
func tellWhy(o *outside, admin, person string) {
	fmt.Fprintf(o.out, "For an admin:   %s\nFor the person: %s\n", admin, person)
}

// accessID names an access record that is nowhere but in this question.
func accessID(grant id.ID) string { return words.English.Say("why.access-id", "id", grant.String()) }

func (c *policyWhy) grant(within id.ID) (access.Grant, error) {
	var asked unknown
	g := access.Grant{Of: []id.ID{within}, Properties: []id.ID{within}}
	g.Role = take(&asked, "role", c.Role, access.ParseRole)
	for _, s := range c.With {
		g.Switches = g.Switches.With(take(&asked, "switch", s, access.ParseSwitch))
	}
	if c.On != "" {
		g.On = take(&asked, "scope", c.On, access.ParseScope)
	} else {
		for s := range access.Page.Scopes(g.Role).All() {
			g.On = s
			break
		}
	}
	return g, asked.err()
}

func (c *policyWhy) record(account, person, within id.ID, today calendar.Date) (*access.Record, access.Verb, []access.Group, error) {
	var asked unknown
	r := &access.Record{ID: id.New(), Account: account, Business: within, Client: within, Property: within, Vendor: within, Day: today.Add(-c.Age)}
	if c.Away {
		r.Business, r.Client, r.Property, r.Vendor = id.New(), id.New(), id.New(), id.New()
	}
	if c.Mine {
		r.Person, r.Assignee = person, person
	}
	r.Thing = take(&asked, "thing", c.Thing, access.ParseThing)
	verb := take(&asked, "verb", c.Verb, access.ParseVerb)
	if c.State != "" {
		r.State = take(&asked, "state", c.State, access.ParseState)
	}
	var sees []access.Group
	for _, s := range c.Sees {
		sees = append(sees, take(&asked, "part", s, access.ParseGroup))
	}
	if !c.Away && slices.Contains([]string{"client", "property", "vendor", "business"}, c.Thing) {
		r.ID = within
	}
	return r, verb, sees, asked.err()
}

// unknown gathers the words the page does not know.
type unknown struct{ said []string }

func take[W any](asked *unknown, kind, word string, find func(string) (W, bool)) W {
	w, ok := find(word)
	if !ok {
		asked.said = append(asked.said, fmt.Sprintf("the page knows no %s %q", kind, word))
	}
	return w
}

func (u *unknown) err() error {
	if len(u.said) == 0 {
		return nil
	}
	return errors.New(strings.Join(u.said, "; "))
}
