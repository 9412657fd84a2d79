package main

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"keyhouse/fault"
	"keyhouse/people"
	"keyhouse/server"
)

type accountCommand struct {
	Create  accountCreate  `cmd:"" help:"Open an account with one administrator."`
	List    accountList    `cmd:"" help:"List the accounts."`
	Suspend accountSuspend `cmd:"" help:"Suspend an account: it answers nothing but that it is suspended."`
	Resume  accountResume  `cmd:"" help:"Lift a suspension."`
	Unlock  accountUnlock  `cmd:"" help:"Take somebody's authenticator app, recovery codes and passkeys away, when they are lost and everything else failed."`
}

type accountCreate struct {
	store
	post
	Slug       string `arg:"" help:"Short name in addresses, such as harbour-homes."`
	Name       string `help:"Name of the company." required:""`
	AdminName  string `help:"Name of the administrator." required:""`
	AdminEmail string `help:"Their e-mail address." required:""`
	Password   string `help:"Their password; better given as $KEYHOUSE_PASSWORD. Without one they get an invitation by mail."`
	Template   string `help:"What the company does: its words and sections." enum:"letting-office,holiday-rentals,service-desk,field-service,bookkeeping" default:"holiday-rentals"`
	Plan       string `help:"soho, pro or enterprise." enum:"soho,pro,enterprise" default:"enterprise"`
	Currency   string `help:"Currency of its books." default:"EUR"`
	Zone       string `help:"Its time zone." default:"UTC"`
}

// Run creates the account.
func (c *accountCreate) Run(o *outside) error {
	if c.Password == "" && c.SMTP == "" {
		return errors.New("give the administrator a password (KEYHOUSE_PASSWORD), or a mail server (--smtp) that takes the invitation")
	}
	if err := c.post.check(); err != nil {
		return err
	}
	opts := c.store.options(o)
	opts.SMTP, opts.From, opts.BaseURL = c.SMTP, c.From, c.BaseURL
	return with(o, opts, func(h *server.House) error {
		made, err := h.People.CreateAccount(o.ctx, people.NewAccount{Slug: c.Slug, Name: c.Name, Template: c.Template, Plan: c.Plan,
			Currency: c.Currency, Zone: c.Zone, AdminName: c.AdminName, AdminEmail: c.AdminEmail, Password: c.Password})
		if err == nil {
			fmt.Fprintf(o.out, "The account %s is open.\n", made.Account.Slug)
		}
		return err
	})
}

type accountList struct{ store }

// Run lists the accounts.
func (c *accountList) Run(o *outside) error {
	return within(o, c.store, func(h *server.House) error {
		all, err := h.People.AllAccounts(o.ctx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(o.out, 0, 4, 2, ' ', 0)
		fmt.Fprintln(w, "SLUG\tNAME\tTEMPLATE\tPLAN\tSTATE")
		for _, a := range all {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", a.Slug, a.Name, a.Template, a.Plan, a.State)
		}
		return w.Flush()
	})
}

type accountSuspend struct {
	store
	Slug string `arg:"" help:"Which account."`
	Why  string `help:"The reason, for the audit trail." required:""`
}

// Run suspends the account; its open pages end at once, on every node.
func (c *accountSuspend) Run(o *outside) error {
	return within(o, c.store, func(h *server.House) error {
		a, err := accountOf(o, h, c.Slug)
		if err != nil {
			return err
		}
		return h.People.Suspend(o.ctx, a.ID, c.Why)
	})
}

type accountResume struct {
	store
	Slug string `arg:"" help:"Which account."`
	Why  string `help:"The reason, for the audit trail." required:""`
}

// Run lifts the suspension.
func (c *accountResume) Run(o *outside) error {
	return within(o, c.store, func(h *server.House) error {
		a, err := accountOf(o, h, c.Slug)
		if err != nil {
			return err
		}
		return h.People.Resume(o.ctx, a.ID, c.Why)
	})
}

// accountOf finds an account by its short name, or says that there is none.
func accountOf(o *outside, h *server.House, slug string) (people.Account, error) {
	a, err := h.People.AccountBySlug(o.ctx, slug)
	if fault.Is(err, fault.Missing) {
		return a, fmt.Errorf("there is no account %s; keyhouse account list tells which there are", slug)
	}
	return a, err
}

// within opens the house for a command that works on what is there already.
func within(o *outside, s store, do func(*server.House) error) error {
	if err := s.there(); err != nil {
		return err
	}
	return with(o, s.options(o), do)
}

// with opens the house for one command.
func with(o *outside, opts server.Options, do func(*server.House) error) error {
	h, err := server.Open(o.ctx, opts)
	if err != nil {
		return err
	}
	return errors.Join(do(h), h.Close())
}

type accountUnlock struct {
	store
	post
	Email string `arg:"" help:"Whose."`
}

// Run takes the authenticator app, the recovery codes and the passkeys of a person away.
func (c *accountUnlock) Run(o *outside) error {
	if err := errors.Join(c.there(), c.post.check()); err != nil {
		return err
	}
	opts := c.store.options(o)
	opts.SMTP, opts.From, opts.BaseURL = c.SMTP, c.From, c.BaseURL
	return with(o, opts, func(h *server.House) error {
		if err := h.People.ForgetFactors(o.ctx, c.Email); err != nil {
			return err
		}
		fmt.Fprintf(o.out, "%s signs in without a second factor now.\n", c.Email)
		return nil
	})
}
