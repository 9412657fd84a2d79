package api

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"keyhouse/db"
	"keyhouse/db/dbtest"
	"keyhouse/guard"
)

// What one request costs the server, without the network:
//
//	go test ./api -run '^$' -bench . -cpuprofile cpu.out
//
// keyhouse bench sets the same against a bare handler.
func BenchmarkRequest(b *testing.B) {
	t := &testing.T{}
	d, err := db.Open(ctx, dbtest.SQLiteFile(b), db.Options{})
	if err == nil {
		err = d.Migrate(ctx)
	}
	if err != nil {
		b.Fatal(err)
	}
	w := newWorld(t, d)
	w.owner.enter()
	h := guard.Wrap(Handler(w.Rooms), guard.Options{})
	for _, c := range []struct{ name, path string }{
		{"one booking", "/bookings/" + w.stay.ID.String()}, {"one refused", "/bookings/" + w.farStay.ID.String()}, {"a page", "/bookings"}, {"who one is", "/me"},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest("GET", prefix+c.path, nil)
				r.Header.Set("Authorization", "Bearer "+w.owner.token)
				a := httptest.NewRecorder()
				if h.ServeHTTP(a, r); a.Code >= http.StatusInternalServerError {
					b.Fatal(a.Body)
				}
			}
		})
	}
}
