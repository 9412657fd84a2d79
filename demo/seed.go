package demo

import (
	"context"
	"errors"
	"slices"
	"time"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/passwords"
	"keyhouse/people"
	"keyhouse/portfolio"
	"keyhouse/server"
	"keyhouse/stays"
)

// story is a demo being made up.
type story struct {
	*server.House
	ctx   context.Context
	clock *clock
	o     Options
	hash  passwords.Hashed
}

func seed(ctx context.Context, h *server.House, c *clock, hash <-chan passwords.Hashed, o Options) error {
	if o.Say == nil {
		o.Say = func(string, ...any) {}
	}
	s := &story{House: h, ctx: ctx, clock: c, o: o, hash: <-hash}
	big, err := s.open(zilt, owners, homes)
	if err != nil {
		return err
	}
	small, err := s.open(polder, polderOwners, polderHomes)
	if err != nil {
		return err
	}
	if err := s.cast(map[string]*firm{zilt.slug: big, polder.slug: small}); err != nil {
		return err
	}
	for _, f := range []*firm{big, small} {
		if err := f.live(); err != nil {
			return err
		}
	}
	if err := big.office(); err != nil {
		return err
	}
	if o.Size == Large {
		return big.grow()
	}
	return nil
}

// firm is one company of the story.
type firm struct {
	*story
	company
	world
	account    id.ID
	boss       *access.Viewer
	owners     map[string]id.ID
	properties map[string]id.ID
	places     []place
	homes      []home
	members    map[string]people.Member // by address
}

// open opens an account with its owners and their homes.
func (s *story) open(c company, who []owner, what []home) (*firm, error) {
	const old = 3 * 365 * 24 * time.Hour
	s.clock.ago(old)
	made, err := s.People.CreateAccount(s.ctx, people.NewAccount{Slug: c.slug, Name: c.name, Template: "holiday-rentals", Plan: "enterprise",
		Currency: "EUR", Zone: "Europe/Brussels", AdminName: c.admin, AdminEmail: c.email, Hashed: s.hash})
	if err != nil {
		return nil, err
	}
	f := &firm{story: s, company: c, account: made.Account.ID, homes: what,
		owners: map[string]id.ID{}, properties: map[string]id.ID{}, members: map[string]people.Member{c.email: made.Admin}}
	err = s.DB.Write(s.ctx, func(tx *db.Tx) error {
		if f.boss, err = f.as(tx, c.email); err != nil {
			return err
		}
		return errors.Join(f.enter(tx, who), f.settle(tx, what))
	})
	s.clock.ago(0)
	f.now = s.clock.Now()
	err = errors.Join(err, s.DB.Write(s.ctx, func(tx *db.Tx) (err error) {
		f.boss, err = f.as(tx, c.email)
		return err
	}))
	if err == nil {
		f.today = f.boss.Who().Today
	}
	return f, err
}

// as gives the eyes of a member, by their address.
func (f *firm) as(tx *db.Tx, email string) (*access.Viewer, error) {
	return f.People.ViewerFor(f.ctx, tx, f.account, f.members[email].ID, f.clock.Now())
}

// enter enters owners.
func (f *firm) enter(tx *db.Tx, all []owner) error {
	for _, o := range all {
		c, err := f.Portfolio.CreateClientIn(f.ctx, tx, f.boss, portfolio.ClientForm{Kind: portfolio.Owner, Name: o.name, Email: o.email, Phone: o.phone,
			Address: o.address, CommissionBPS: o.percent * 100, Note: o.note})
		if err != nil {
			return err
		}
		f.owners[o.name] = c.ID
	}
	return nil
}

// settle enters homes, whose they are and their units.
func (f *firm) settle(tx *db.Tx, all []home) error {
	for _, h := range all {
		cents := h.nightly * 100
		p, err := f.Portfolio.CreatePropertyIn(f.ctx, tx, f.boss, portfolio.PropertyForm{Name: h.name, Kind: h.kind, Street: h.street, Postcode: h.postcode,
			City: h.city, Country: countryOf(h.postcode), Sleeps: h.sleeps, Description: h.text, NightlyMinor: &cents})
		if err != nil {
			return err
		}
		f.properties[h.name] = p.ID
		var parts []portfolio.Part
		for _, o := range h.owners {
			parts = append(parts, portfolio.Part{Client: f.owners[o.owner], BPS: o.percent * 100})
		}
		if err := f.Portfolio.SetSharesIn(f.ctx, tx, f.boss, p.ID, parts, 0); err != nil {
			return err
		}
		if err := f.furnish(tx, p.ID, h); err != nil {
			return err
		}
	}
	return nil
}

func countryOf(postcode string) string {
	if len(postcode) > 4 {
		return "France"
	}
	return "België"
}

// furnish enters the units of a home and notes where one can stay in it.
func (f *firm) furnish(tx *db.Tx, property id.ID, h home) error {
	if len(h.units) == 0 {
		f.places = append(f.places, place{property, id.ID{}, h.nightly, h.sleeps})
		return nil
	}
	n := int64(len(h.units))
	for _, name := range h.units {
		u, err := f.Portfolio.CreateUnitIn(f.ctx, tx, f.boss, property, portfolio.UnitForm{Name: name, Sleeps: h.sleeps / n})
		if err != nil {
			return err
		}
		f.places = append(f.places, place{property, u.ID, h.nightly / n, h.sleeps / n})
	}
	return nil
}

// live makes up the bookings and what was written on them, in the order in
// which they came in.
func (f *firm) live() error {
	var all []stays.Past
	for i, p := range f.places {
		r := dice(f.slug, i)
		for _, n := range spans(r, f.today, 1) {
			all = append(all, f.stay(r, p, n))
		}
	}
	slices.SortStableFunc(all, func(a, b stays.Past) int { return a.CreatedAt.Compare(b.CreatedAt) })
	return f.DB.Write(f.ctx, func(tx *db.Tx) error {
		ids, err := f.Stays.CreateMany(f.ctx, tx, f.boss, all)
		if err != nil {
			return err
		}
		return f.remark(tx, all, ids)
	})
}

// remark writes notes on some of the bookings, the office and its helpers in turn.
func (f *firm) remark(tx *db.Tx, all []stays.Past, ids []id.ID) error {
	r := dice(f.slug+" notes", 0)
	for i, p := range all {
		near := p.Nights.Depart > f.today.Add(-21) && p.Nights.Arrive < f.today.Add(30)
		if !near && r.IntN(12) > 0 || near && r.IntN(3) > 0 {
			continue
		}
		if _, err := f.Portfolio.AddNoteIn(f.ctx, tx, f.boss, access.Booking, ids[i], pick(r, remarks...)); err != nil {
			return err
		}
	}
	return nil
}

func (f *firm) day(n int) calendar.Date { return f.today.Add(n) }
