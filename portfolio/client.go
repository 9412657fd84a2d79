package portfolio

import (
	"context"
	"time"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/id"
)

// The kinds of client. An owner has shares of properties; a customer has sites
// and equipment.
const (
	Owner    = "owner"
	Customer = "customer"
)

// Client is whom the company works for; screens use the account's word for it.
// Fields of groups that the reader may not see are empty; see Shown.
type Client struct {
	ID, Account, Business id.ID
	Kind, Name            string // name
	Email, Phone, Address string // contact
	CommissionBPS         int64  // terms: what the company keeps of the owner's part
	Reference             string // terms: what the source of an import calls them
	Note                  string // notes
	Properties            int64  // how many the reader sees are partly theirs today
	Counted               bool   // false: whose properties are is not shown to the reader anywhere
	Archived              bool
	Version               int64
	CreatedAt             time.Time
	Shown                 access.Groups
}

const clientColumns = "c.id, c.account_id, c.business_id, c.kind, c.name, c.email, c.phone, c.address, c.commission_bps, c.reference, c.note, " +
	"c.version, c.created_at, c.archived_at IS NOT NULL"

func scanClient(r db.Row) (Client, error) {
	var c Client
	err := r.Scan(&c.ID, &c.Account, &c.Business, &c.Kind, &c.Name, &c.Email, &c.Phone, &c.Address, &c.CommissionBPS, &c.Reference, &c.Note,
		&c.Version, db.ScanMoment(&c.CreatedAt), &c.Archived)
	return c, err
}

// record is c as the policy sees it.
func (c *Client) record() *access.Record {
	return &access.Record{Thing: access.Client, ID: c.ID, Account: c.Account, Business: c.Business}
}

// masked leaves of c what who may see.
func (c Client) masked(who *access.Viewer) Client {
	c.Shown = who.Mask(c.record())
	if !c.Shown.Has(access.GroupName) {
		return Client{}
	}
	if !c.Shown.Has(access.GroupContact) {
		c.Email, c.Phone, c.Address = "", "", ""
	}
	if !c.Shown.Has(access.GroupTerms) {
		c.CommissionBPS, c.Reference = 0, ""
	}
	if !c.Shown.Has(access.GroupNotes) {
		c.Note = ""
	}
	return c
}

// Hidden names the groups of c that its reader may not see.
func (c Client) Hidden() []string { return Hidden(access.Client, c.Shown) }

// words are what c is found by, under the group one must see to do so.
func (c *Client) words() map[access.Group][]string {
	return map[access.Group][]string{
		access.GroupName:    {c.Name},
		access.GroupContact: {c.Email, c.Phone, digits(c.Phone), c.Address},
		access.GroupTerms:   {c.Reference},
	}
}

// Client gives one client as who sees them.
func (s *Store) Client(ctx context.Context, who *access.Viewer, i id.ID) (Client, error) {
	var c Client
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		c, err = s.clientSeen(ctx, tx, who, i)
		return err
	})
	return c, s.people.Tried(ctx, who, access.Read, &access.Record{Thing: access.Client, ID: i}, err)
}

func (s *Store) clientSeen(ctx context.Context, tx *db.Tx, who *access.Viewer, i id.ID) (Client, error) {
	q := db.Select(clientColumns, "client c").Visible(who, access.Read, access.Client).And("c.id = ?", i)
	c, err := db.One(ctx, tx, q, scanClient)
	if err != nil {
		return Client{}, err
	}
	seen := []Client{c.masked(who)}
	return seen[0], countProperties(ctx, tx, who, seen)
}

// clientFor reads a client whole, for a change that needs verb on them.
func clientFor(ctx context.Context, tx *db.Tx, who *access.Viewer, verb access.Verb, i id.ID, op string) (Client, error) {
	q := db.Select(clientColumns, "client c").Everything(who.Beyond("a client about to be changed")).And("c.id = ?", i)
	c, err := db.One(ctx, tx, q, scanClient)
	if err != nil {
		return Client{}, missing(err, op)
	}
	return c, who.Permit(op, verb, c.record())
}
