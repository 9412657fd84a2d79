package access_test

import (
	"strings"
	"testing"

	. "keyhouse/access"
	"keyhouse/db/dbtest"
	"keyhouse/id"
)

// TestTheShapesAgree wants the same rows whether ids are written out, looked up
// row by row, or looked up the other way round.
func TestTheShapesAgree(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		shapesAgree(t, func(w *world) *database { return load(t, "sqlite", ":memory:", SQLite, w).(*database) })
	})
	t.Run("postgres", func(t *testing.T) {
		dsn := dbtest.EmptyPostgresDSN(t)
		shapesAgree(t, func(w *world) *database { return load(t, "pgx", dsn, Postgres, w).(*database) })
	})
}

func shapesAgree(t *testing.T, in func(*world) *database) {
	w := newWorld(11, Page, 20)
	l := in(w)
	l.share(w)
	for _, role := range []Role{RolePortal, RolePortal, RolePortal, RoleLandlord, RoleSiteManager, RoleCustomerAdmin, RoleGuestContractor} {
		for on := range Page.Scopes(role).All() {
			grants := []Grant{w.grant(role, on), w.grant(role, w.scope(role)), w.grant(RolePortal, OnProperty)}
			l.store(w, grants)
			v := NewViewer(Page, Who{Account: w.accounts[0], Person: w.people[0], Today: today}, grants, now)
			for thing := range w.records {
				for verb := range Page.Takes(thing).All() {
					f := v.Where(verb, thing)
					inline := l.rows(thing, f, Inline)
					for _, s := range []Shape{Exists, Count, Auto} {
						if got := l.rows(thing, f, s); got != inline {
							text, _ := f.SQL(l.dialect, "x", s)
							t.Fatalf("%v %v as %v on %v: shape %d has %s, not %s: %s", verb, thing, role, on, s, got, inline, text)
						}
					}
				}
			}
		}
	}
}

// share stores who owns what: today, no longer, and not yet.
func (l *database) share(w *world) {
	kind := typed([]string{"id"}, l.dialect)[0][3:]
	for _, table := range []string{"grant_property", "ownership_share"} {
		l.exec("DROP TABLE IF EXISTS " + table)
	}
	l.exec("CREATE TABLE grant_property (account_id " + kind + ", grant_id " + kind + ", property_id " + kind + ")")
	l.exec("CREATE TABLE ownership_share (account_id " + kind + ", client_id " + kind + ", property_id " + kind + ", from_day BIGINT, until_day BIGINT)")
	share := func(c, p id.ID, from, until any) {
		l.exec("INSERT INTO ownership_share VALUES (?, ?, ?, ?, ?)", w.accounts[0], c, p, from, until)
	}
	for client, properties := range w.owned {
		for _, p := range properties {
			share(client, p, today, nil)
		}
		share(client, w.properties[0], int64(today)-50, today) // ended today
		share(client, w.properties[1], int64(today)+1, nil)    // begins tomorrow
		l.exec("INSERT INTO ownership_share VALUES (?, ?, ?, ?, ?)", w.accounts[1], client, w.properties[2], today, nil)
	}
}

func (l *database) store(w *world, grants []Grant) {
	for _, g := range grants {
		for _, p := range g.Properties {
			l.exec("INSERT INTO grant_property VALUES (?, ?, ?)", w.accounts[0], g.ID, p)
			l.exec("INSERT INTO grant_property VALUES (?, ?, ?)", w.accounts[1], g.ID, w.properties[0])
		}
	}
}

func (l *database) rows(t Thing, f Filter, s Shape) string {
	where, args := f.SQL(l.dialect, "x", s)
	rows, err := l.db.Query(l.bind("SELECT x.id FROM "+table(t)+" x WHERE "+where+" ORDER BY x.id"), args...)
	if err != nil {
		l.t.Fatal(where, err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var i id.ID
		if err := rows.Scan(&i); err != nil {
			l.t.Fatal(err)
		}
		found = append(found, i.String())
	}
	return strings.Join(found, " ")
}
