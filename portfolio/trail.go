package portfolio

import (
	"context"
	"strconv"
	"strings"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/cash"
	"keyhouse/db"
	"keyhouse/id"
	"keyhouse/people"
)

// What the audit trail keeps of each kind of record, part by part: who may not
// see a part of the record does not see it in the trail either.

func (c *Client) fields() people.Fields {
	return people.Fields{}.Put(0, "Name", c.Name).Put(0, "Kind", c.Kind).
		Put(access.GroupContact, "E-mail", c.Email).Put(access.GroupContact, "Phone", c.Phone).Put(access.GroupContact, "Address", c.Address).
		Put(access.GroupTerms, "Commission", percent(c.CommissionBPS)).Put(access.GroupTerms, "Reference", c.Reference).
		Put(access.GroupNotes, "Remark", c.Note)
}

func (p *Property) fields() people.Fields {
	f := people.Fields{}.Put(0, "Name", p.Name).Put(0, "Kind", p.Kind)
	for _, d := range []struct{ name, value string }{{"Street", p.Street}, {"Postcode", p.Postcode}, {"City", p.City}, {"Country", p.Country},
		{"Place", degrees(p.Latitude) + " " + degrees(p.Longitude)}, {"Time zone", p.Zone}, {"Currency", p.Currency}, {"Sleeps", strconv.FormatInt(p.Sleeps, 10)},
		{"Description", p.Description}, {"Reference", p.Reference}} {
		f = f.Put(access.GroupDetails, d.name, strings.TrimSpace(d.value))
	}
	if p.CommissionBPS != nil {
		f = f.Put(access.GroupTerms, "Commission", percent(*p.CommissionBPS))
	}
	if p.NightlyMinor != nil {
		f = f.Put(access.GroupTerms, "A night", cash.Amount{Minor: *p.NightlyMinor, Currency: cash.Currency(p.Currency)})
	}
	return f
}

func (u *Unit) fields() people.Fields {
	return people.Fields{}.Put(0, "Name", u.Name).Put(access.GroupDetails, "Sleeps", u.Sleeps)
}

// changes say that somebody is told of block-offs from now on, or no longer. The
// owner's doings are the owner's business; the account's settings have one part.
func (s *Subscriber) changes(told bool) []people.FieldChange {
	var part access.Group
	if !s.Property.IsZero() {
		part = access.GroupOwner
	}
	f := people.Fields{}.Put(part, "Told of block-offs", strings.TrimSpace(s.Name+" "+s.Email))
	if told {
		return people.Diff(nil, f)
	}
	return people.Diff(f, nil)
}

// degrees writes millionths of a degree.
func degrees(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatFloat(float64(*n)/1e6, 'f', 6, 64)
}

func archivedField(away bool) people.Fields {
	return people.Fields{}.Put(0, "Archived", away)
}

// sharesField is whose a property is on a day, by name.
func sharesField(ctx context.Context, tx *db.Tx, account, property id.ID, on calendar.Date) (people.Fields, error) {
	q := db.Select("c.name, s.share_bps", "ownership_share s").Everything(access.System("whose a property was and is, for the trail").In(account)).
		Join("JOIN client c ON c.account_id = s.account_id AND c.id = s.client_id").
		And("s.property_id = ?", property).And(shareOn, on, on).Order("s.share_bps DESC, c.name_key, c.id")
	all, err := db.All(ctx, tx, q, func(r db.Row) (string, error) {
		var name string
		var bps int64
		err := r.Scan(&name, &bps)
		return name + " " + percent(bps), err
	})
	return people.Fields{}.Put(access.GroupOwner, "Owners from "+on.String(), strings.Join(all, ", ")), err
}
