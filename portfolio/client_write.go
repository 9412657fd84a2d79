package portfolio

import (
	"context"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/entry"
	"keyhouse/fault"
	"keyhouse/id"
	"keyhouse/people"
)

// ClientForm is a client as typed. Editing replaces what the person sees; parts
// hidden from them stay as they are, whatever the form says. Version is that of
// the record the edit began from.
type ClientForm struct {
	Business              id.ID // zero: the first business they may add to
	Kind, Name            string
	Email, Phone, Address string
	CommissionBPS         int64
	Reference             string
	Note                  string
	Version               int64
}

// allBPS is the whole, in ten-thousandths.
const allBPS = 10_000

func (c *ClientForm) check(op string) error {
	f := fault.Fields{Op: op}
	c.Kind = entry.Word(&f, "kind", c.Kind, Owner, Customer)
	c.Name = entry.Name(&f, "name", c.Name)
	c.Email = entry.Email(&f, "email", c.Email)
	c.Phone = entry.Line(&f, "phone", c.Phone, entry.MaxPhone)
	c.Address = entry.Prose(&f, "address", c.Address, maxAddress)
	c.CommissionBPS = entry.Number(&f, "commission", c.CommissionBPS, 0, allBPS)
	c.Reference = entry.Line(&f, "reference", c.Reference, entry.MaxName)
	c.Note = entry.Prose(&f, "note", c.Note, entry.MaxProse)
	return f.Err()
}

const maxAddress = 500

// under gives the record as the form leaves it for somebody who sees shown of it.
func (c ClientForm) under(old Client, shown access.Groups) Client {
	next := old
	next.Kind, next.Name = c.Kind, c.Name
	if shown.Has(access.GroupContact) {
		next.Email, next.Phone, next.Address = c.Email, c.Phone, c.Address
	}
	if shown.Has(access.GroupTerms) {
		next.CommissionBPS, next.Reference = c.CommissionBPS, c.Reference
	}
	if shown.Has(access.GroupNotes) {
		next.Note = c.Note
	}
	return next
}

func (c *Client) values() db.Values {
	return db.Set("kind", c.Kind).Set("name", c.Name).Set("name_key", fold(c.Name)).
		Set("email", c.Email).Set("phone", c.Phone).Set("address", c.Address).
		Set("commission_bps", c.CommissionBPS).Set("reference", c.Reference).Set("note", c.Note)
}

// CreateClient adds a client.
func (s *Store) CreateClient(ctx context.Context, who *access.Viewer, form ClientForm) (c Client, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		c, err = s.CreateClientIn(ctx, tx, who, form)
		return err
	})
	return c, s.people.Tried(ctx, who, access.Add, &access.Record{Thing: access.Client}, err)
}

// CreateClientIn is CreateClient within a change that has more to it.
func (s *Store) CreateClientIn(ctx context.Context, tx *db.Tx, who *access.Viewer, form ClientForm) (Client, error) {
	const op = "portfolio.CreateClient"
	c := Client{ID: id.New(), Account: who.Account(), Version: 1, CreatedAt: s.now()}
	var err error
	if c.Business, err = BusinessFor(ctx, tx, who, access.Client, form.Business, op); err != nil {
		return Client{}, err
	}
	if err := form.check(op); err != nil {
		return Client{}, err
	}
	c = form.under(c, access.Page.Holds(access.Client))
	row := c.values().Set("id", c.ID).Set("business_id", c.Business).Set("version", c.Version).
		Set("created_at", c.CreatedAt).Set("created_by", who.Who().Person)
	if err := tx.Insert(ctx, c.Account, "client", row); err != nil {
		return Client{}, err
	}
	if err := IndexNew(ctx, tx, c.Account, access.Client, c.ID, c.words()); err != nil {
		return Client{}, err
	}
	return c.masked(who), s.people.Wrote(ctx, tx, who, access.Add, c.record(), "", people.Diff(nil, c.fields())...)
}

// EditClient changes a client. An edit that began from an older version is
// Outdated and carries the client as they are now.
func (s *Store) EditClient(ctx context.Context, who *access.Viewer, i id.ID, form ClientForm) (Client, error) {
	const op = "portfolio.EditClient"
	var c Client
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := clientFor(ctx, tx, who, access.Edit, i, op)
		if err != nil {
			return err
		}
		if err := form.check(op); err != nil {
			return err
		}
		if form.Version != old.Version {
			return fault.Outdated(op, old.masked(who))
		}
		c = form.under(old, who.Mask(old.record()))
		c.Version++
		if err := tx.UpdateVersion(ctx, c.Account, "client", i, form.Version, c.values()); err != nil {
			return err
		}
		if err := Index(ctx, tx, c.Account, access.Client, i, c.words()); err != nil {
			return err
		}
		return s.people.Wrote(ctx, tx, who, access.Edit, c.record(), "", people.Diff(old.fields(), c.fields())...)
	})
	if err != nil {
		return Client{}, s.people.Tried(ctx, who, access.Edit, &access.Record{Thing: access.Client, ID: i}, err)
	}
	return c.masked(who), nil
}

// ArchiveClient takes a client out of lists and pickers, or puts them back.
// Nothing about them is lost.
func (s *Store) ArchiveClient(ctx context.Context, who *access.Viewer, i id.ID, away bool) error {
	const op = "portfolio.ArchiveClient"
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c, err := clientFor(ctx, tx, who, access.Delete, i, op)
		if err != nil {
			return err
		}
		return s.archive(ctx, tx, who, "client", c.record(), c.Version, away)
	})
	return s.people.Tried(ctx, who, access.Delete, &access.Record{Thing: access.Client, ID: i}, err)
}

// archive puts a record away or back.
func (s *Store) archive(ctx context.Context, tx *db.Tx, who *access.Viewer, table string, r *access.Record, version int64, away bool) error {
	var at any
	detail := "put back"
	if away {
		at, detail = s.now(), "archived"
	}
	if err := tx.UpdateVersion(ctx, r.Account, table, r.ID, version, db.Set("archived_at", at)); err != nil {
		return err
	}
	return s.people.Wrote(ctx, tx, who, access.Delete, r, detail, people.Diff(archivedField(!away), archivedField(away))...)
}

// BusinessFor gives the business a new thing goes to: the wanted one if who may
// add it there, or the first where they may.
func BusinessFor(ctx context.Context, tx *db.Tx, who *access.Viewer, t access.Thing, wanted id.ID, op string) (id.ID, error) {
	q := db.Select("b.id", "business b").Everything(who.Beyond("finding the business a new record belongs to")).
		AndIf(!wanted.IsZero(), "b.id = ?", wanted).Order("b.created_at, b.id")
	all, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	if err != nil {
		return id.ID{}, err
	}
	refused := who.Permit(op, access.Add, &access.Record{Thing: t, Account: who.Account()})
	for _, b := range all {
		if refused = who.Permit(op, access.Add, &access.Record{Thing: t, Account: who.Account(), Business: b}); refused == nil {
			return b, nil
		}
	}
	if refused == nil || !wanted.IsZero() && len(all) == 0 {
		return id.ID{}, access.Hidden(op)
	}
	return id.ID{}, refused
}
