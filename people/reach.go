package people

import (
	"context"
	"slices"

	"keyhouse/access"
	"keyhouse/calendar"
	"keyhouse/db"
	"keyhouse/id"
)

// This file alone reads the tables of portfolio, which stands above people: a
// grant is on clients and properties, and has to know which.

// reachOf fills in which properties each grant reaches: those chosen, or for a
// grant on a client those the client holds a share of on the day.
func reachOf(ctx context.Context, tx *db.Tx, account id.ID, grants []access.Grant, day calendar.Date) error {
	chosen, err := pairs(ctx, tx, on(grants, access.OnProperty, grantID), func(keys []any) db.Query { return propertiesOf(account, keys) })
	if err != nil {
		return err
	}
	held, err := pairs(ctx, tx, on(grants, access.OnClient, clientID), func(keys []any) db.Query { return holdings(account, keys, day) })
	if err != nil {
		return err
	}
	for i := range grants {
		switch g := &grants[i]; g.On {
		case access.OnProperty:
			g.Of = chosen[g.ID]
			g.Properties = g.Of
		case access.OnClient:
			g.Properties = held[clientID(*g)]
		}
	}
	return nil
}

func grantID(g access.Grant) id.ID { return g.ID }

func clientID(g access.Grant) id.ID {
	if len(g.Of) == 0 {
		return id.ID{}
	}
	return g.Of[0]
}

// on gives a key of the grants that are on scope, as arguments.
func on(grants []access.Grant, scope access.Scope, key func(access.Grant) id.ID) []any {
	var keys []any
	for _, g := range grants {
		if k := key(g); g.On == scope && !k.IsZero() && !slices.Contains(keys, any(k)) {
			keys = append(keys, k)
		}
	}
	return keys
}

func propertiesOf(account id.ID, grants []any) db.Query {
	return db.Select("gp.grant_id, gp.property_id", "grant_property gp").Everything(system(account)).
		AndIn("gp.grant_id", grants...).Order("gp.grant_id, gp.property_id")
}

func holdings(account id.ID, clients []any, day calendar.Date) db.Query {
	return db.Select("os.client_id, os.property_id", "ownership_share os").Everything(system(account)).
		AndIn("os.client_id", clients...).And("os.from_day <= ? AND (os.until_day IS NULL OR os.until_day > ?)", day, day).
		Order("os.client_id, os.property_id")
}

// pairs reads rows of two ids, gathered by the first. Without keys there are none.
func pairs(ctx context.Context, tx *db.Tx, keys []any, query func(keys []any) db.Query) (map[id.ID][]id.ID, error) {
	by := map[id.ID][]id.ID{}
	for part := range slices.Chunk(keys, 300) {
		err := db.Each(ctx, tx, query(part), func(r db.Row) error {
			var k, v id.ID
			err := r.Scan(&k, &v)
			by[k] = append(by[k], v)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return by, nil
}

// Named is a record's id with the name it goes by; the name is empty if the
// reader may not see it.
type Named struct {
	ID   id.ID
	Name string
}

// named reads what the records of a thing are called, as far as who may see.
// The order is that of their names.
func named(ctx context.Context, tx *db.Tx, who *access.Viewer, t access.Thing, ids []id.ID) ([]Named, error) {
	out := make([]Named, 0, len(ids))
	if t == access.Vendor {
		return out, nil // none is written down yet
	}
	for part := range slices.Chunk(ids, 300) {
		q := db.Select("x.id, x.name", t.String()+" x").Visible(who, access.Read, t, access.GroupName).AndIn("x.id", args(part)...)
		rows, err := db.All(ctx, tx, q.Order("x.name, x.id"), func(r db.Row) (n Named, err error) {
			err = r.Scan(&n.ID, &n.Name)
			return n, err
		})
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	return out, nil
}

func args(ids []id.ID) []any {
	out := make([]any, len(ids))
	for i := range ids {
		out[i] = ids[i]
	}
	return out
}

// aboutOf reads to which business the targets of a grant belong, for who has
// rights over a whole business.
func aboutOf(ctx context.Context, tx *db.Tx, account id.ID, grants ...access.Grant) ([]*access.Record, error) {
	var about []*access.Record
	for _, scope := range []access.Scope{access.OnClient, access.OnProperty} {
		thing, _ := thingOf(scope)
		var ids []id.ID
		for _, g := range grants {
			if g.On == scope {
				ids = append(ids, g.Of...)
			}
		}
		for part := range slices.Chunk(ids, 300) {
			q := db.Select("x.id, x.business_id", thing.String()+" x").Everything(system(account)).AndIn("x.id", args(part)...)
			found, err := db.All(ctx, tx, q, func(r db.Row) (*access.Record, error) {
				rec := &access.Record{Thing: thing, Account: account}
				return rec, r.Scan(&rec.ID, &rec.Business)
			})
			if err != nil {
				return nil, err
			}
			about = append(about, found...)
		}
	}
	return about, nil
}

// holderOf gives the one client who holds all of these properties; none if
// several do.
func holderOf(ctx context.Context, tx *db.Tx, account id.ID, properties []id.ID, day calendar.Date) (id.ID, error) {
	if len(properties) > 300 {
		return id.ID{}, nil
	}
	q := db.Select("os.client_id", "ownership_share os").Everything(system(account)).AndIn("os.property_id", args(properties)...).
		And("os.from_day <= ? AND (os.until_day IS NULL OR os.until_day > ?)", day, day).GroupBy("os.client_id").Limit(2)
	found, err := db.All(ctx, tx, q, db.Scan1[id.ID])
	if err != nil || len(found) != 1 {
		return id.ID{}, err
	}
	return found[0], nil
}
