package main

import (
	"fmt"
	"strings"

	"keyhouse/access"
	"keyhouse/id"
	"keyhouse/people"
	"keyhouse/server"
	"keyhouse/words"
)

// policyExplain asks about a real person and a real record, as the screens do.
type policyExplain struct {
	store
	Account string `arg:"" help:"Short name of the account, such as harbour-homes."`
	Email   string `arg:"" help:"The person's e-mail address."`
	Verb    string `arg:"" help:"What is to be done, such as read."`
	Thing   string `arg:"" help:"To what, such as booking."`
	Record  string `arg:"" help:"The record's id, as its address has it."`
	Sees    string `help:"Which part has to show, such as guest." placeholder:"PART"`
}

// Run explains.
func (c *policyExplain) Run(o *outside) error {
	q, err := c.question()
	if err != nil {
		return err
	}
	return within(o, c.store, func(h *server.House) error {
		a, err := accountOf(o, h, c.Account)
		if err != nil {
			return err
		}
		who := access.System("a question from the command line").In(a.ID)
		if q.Member, err = memberBy(o, h, who, c.Email); err != nil {
			return err
		}
		why, err := h.People.Why(o.ctx, who, q)
		if err == nil {
			tellWhy(o, why.Admin(words.English), why.Person(words.English))
		}
		return err
	})
}

func (c *policyExplain) question() (people.Question, error) {
	var asked unknown
	q := people.Question{Thing: take(&asked, "thing", c.Thing, access.ParseThing), Verb: take(&asked, "verb", c.Verb, access.ParseVerb)}
	if c.Sees != "" {
		q.Group = take(&asked, "part", c.Sees, access.ParseGroup)
	}
	if err := asked.err(); err != nil {
		return q, err
	}
	var err error
	if q.Record, err = id.Parse(c.Record); err != nil {
		return q, fmt.Errorf("%s is no id of a record: copy it from the record's address", c.Record)
	}
	return q, nil
}

// memberBy finds the user of an account who has an address.
func memberBy(o *outside, h *server.House, who *access.Viewer, email string) (id.ID, error) {
	f := people.MemberFilter{Q: email}
	for {
		p, err := h.People.PortalUsers(o.ctx, who, f)
		if err != nil {
			return id.ID{}, err
		}
		for _, m := range p.Rows {
			if strings.EqualFold(m.Email, email) {
				return m.ID, nil
			}
		}
		if f.Cursor = p.Next; f.Cursor == "" {
			return id.ID{}, fmt.Errorf("nobody in this account has the address %s", email)
		}
	}
}
