package people

import (
	"context"
	"testing"

	"keyhouse/db"
	"keyhouse/db/dbtest"
)

// BenchmarkSession is what each request pays to know who makes it.
func BenchmarkSession(b *testing.B) {
	ctx := context.Background()
	d := dbtest.SQLite(b)
	s := New(d, Options{})
	_, err := s.CreateAccount(ctx, NewAccount{Slug: "quay", Name: "Quay", AdminName: "Alma", AdminEmail: "alma@quay.example", Password: rightPassword})
	if err != nil {
		b.Fatal(err)
	}
	token, _, err := s.SignIn(ctx, "alma@quay.example", rightPassword, Client{})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("session", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Session(ctx, token); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("empty read", func(b *testing.B) {
		for b.Loop() {
			if err := d.Read(ctx, func(*db.Tx) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
}
